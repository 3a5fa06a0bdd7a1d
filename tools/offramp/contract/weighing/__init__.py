"""What becomes of findings: policy, acceptance, the version that they ask for, the verdict."""
