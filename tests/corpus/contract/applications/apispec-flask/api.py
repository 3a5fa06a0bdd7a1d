from apispec import APISpec
from apispec_webframeworks.flask import FlaskPlugin
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask

spec = APISpec("t", "1", "3.0.3", plugins=[FlaskPlugin(), MarshmallowPlugin()])
app = Flask(__name__)


@app.route("/things")
def things():
    """x
    ---
    get:
      responses:
        200:
          description: ok
    """


with app.test_request_context():
    spec.path(view=things)
