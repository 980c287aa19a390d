"""The yardstick: a Flask route that answers a fixed document and does nothing else."""

from __future__ import annotations

from flask import Flask, Response

DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="/voice/turn/1" numDigits="1" finishOnKey="" '
    'actionOnEmptyResult="true" timeout="5"><Say language="zh-CN" voice="Polly.Zhiyu">'
    + "查询余额，请按一。" * 20
    + "</Say></Gather></Response>"
)


def create_app() -> Flask:
    """Return an application with one route and no work."""
    app = Flask("bare")

    @app.post("/voice/answer")
    def answer() -> Response:
        return Response(DOCUMENT, mimetype="text/xml")

    return app
