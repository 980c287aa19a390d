"""The REST API, as applications ask it: each of Twilio's products in a folder of its own.

To add a resource: its file in the product's folder, its operations in the product's table, its tests beside those of
the others. To add a product: its folder, and its line in ``PRODUCTS``.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from twilio_emulator.api import lookups, messaging, monitor, v2010, verify
from twilio_emulator.api.errors import ApiError, rendered
from twilio_emulator.api.formats import API_VERSION
from twilio_emulator.api.log import Asking
from twilio_emulator.api.operation import METHODS, Product
from twilio_emulator.api.xml import Plain

PRODUCTS: tuple[Product, ...] = (
    v2010.PRODUCT,
    messaging.PRODUCT,
    verify.PRODUCT,
    lookups.PRODUCT,
    monitor.PRODUCT,
)
"""Everything the API offers; what is asked most stands first."""


async def _not_found(request: Request) -> Response:
    asking = Asking(request.app.state.switchboard.desk)
    answer = rendered(ApiError(20404, path=request.url.path))
    asking.not_served(request, answer)
    return answer


ROUTES: list[BaseRoute] = [
    *(route for product in PRODUCTS for route in product.routes),
    Route(f"/{API_VERSION}/{{rest:path}}", Plain(v2010.PRODUCT).answer, methods=METHODS),
    *(Route(f"{product.prefix}/{{rest:path}}", _not_found, methods=METHODS) for product in PRODUCTS if product.prefix),
]
"""What is served."""
