"""Metrics: what the hotline counts, in a registry of its own per app, so that apps in one process keep apart.

Each worker process counts for itself; `/metrics` answers for the worker that was asked.
"""

from __future__ import annotations

from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
"""Seconds. The last bound is Twilio's own ceiling for a webhook (twilio-behaviour 1.7)."""


class Metrics:
    """The counters of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("hotline_turns", "Voice webhooks answered.", registry=self.registry)
        self.texts = Counter("hotline_texts", "Text webhooks answered.", registry=self.registry)
        self.refusals = Counter(
            "hotline_refusals", "Webhooks refused for their signature.", ["reason"], registry=self.registry
        )
        self.failures = Counter(
            "hotline_failures", "Webhooks answered with an apology.", ["error"], registry=self.registry
        )
        self.seconds = Histogram(
            "hotline_webhook_seconds",
            "Time from a webhook's arrival to its answer.",
            ["channel"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._answered = {
            **dict.fromkeys(("ivr", "people", "callback"), (self.turns, self.seconds.labels("voice"))),
            "sms": (self.texts, self.seconds.labels("text")),
        }

    def refused(self, reason: str) -> None:
        """Count a refused webhook; `reason` is one word."""
        self.refusals.labels(reason).inc()

    def watch(self, app: Flask) -> None:
        """Count and time every webhook of `app`, and serve the counts at /metrics. Register before the guard."""

        def begin() -> None:
            g.began = perf_counter()

        def end(response: Response) -> Response:
            counted = self._answered.get(request.blueprint or "")
            if counted is not None and response.status_code == 200:
                count, seconds = counted
                count.inc()
                seconds.observe(perf_counter() - g.began)
            return response

        def show() -> Response:
            return Response(generate_latest(self.registry), content_type=CONTENT_TYPE_LATEST)

        app.before_request(begin)
        app.after_request(end)
        app.add_url_rule("/metrics", "metrics", show)
