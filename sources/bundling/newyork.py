"""Layout of the New York Fed: repo operations of the Markets API."""

from __future__ import annotations

import json

from sources.bundling.figures import Figures
from sources.model import Payload, Release, Request
from sources.publishers import nyfed as nyfed_format


def standing_repo(release: Release, figures: Figures) -> list[Payload]:
    """One overnight operation a day with the day's sum: the figures do not tell its windows apart."""
    accepted = figures.series("nyfed/srf_accepted")
    operations = [
        {
            "operationId": f"RP {day:%m%d%y}",
            "auctionStatus": "Results",
            "operationDate": str(day),
            "operationType": "Repo",
            "term": "Overnight",
            "totalAmtAccepted": int(value),
        }
        for day, value in sorted(accepted.items(), reverse=True)
    ]
    params = {
        "startDate": release.request["start"],
        "endDate": str(max(accepted)),
        "operationTypes": release.request["operations"],
    }
    request = Request(url=nyfed_format.BASE.default + release.request["path"], params=params)
    body = json.dumps({"repo": {"operations": operations}}).encode()
    return [Payload(request=request, media_type="application/json", body=body)]


LAYOUTS = {"nyfed__standing_repo": standing_repo}
