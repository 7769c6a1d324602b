"""`GET /{version}/dataset_quality`: the estimates, asked for as one asks Meta."""

from __future__ import annotations

from aiohttp import web

from tandem.emulator.diagnostics.question import Sample
from tandem.emulator.edge.address import check_version
from tandem.emulator.edge.reply import failure, reply
from tandem.emulator.edge.tokens import check_may_read, check_proof, check_token, token_of
from tandem.emulator.meta import META, Meta
from tandem.emulator.mishap import may_fail
from tandem.emulator.quality.dataset import SHAPE, dataset_quality
from tandem.emulator.quality.expansion import only, parse
from tandem.emulator.received import Refused
from tandem.emulator.sandbox.findings import newest_sample


@may_fail("dataset_quality")
async def get_dataset_quality(request: web.Request) -> web.Response:
    """Answer the wanted fields of one dataset."""
    meta = request.app[META]
    try:
        dataset = _dataset(request, meta)
        wanted = parse(request.query.get("fields", ""), SHAPE)
    except Refused as refused:
        response, _ = failure(request, meta.rules.errors[refused.rule], refused)
        return response
    quality = dataset_quality(_of(dataset, meta), dataset)
    return reply(request, only(quality, wanted), meta.trace())


def _dataset(request: web.Request, meta: Meta) -> str:
    """The dataset that is asked for, when this token may read it. Raises `Refused`."""
    check_version(request.match_info["version"], meta.clock(), meta.rules.versions)
    token = token_of(request, "")
    check_token(token, meta.tokens)
    check_proof(request.query.get("appsecret_proof", ""), token, meta.app_secret)
    check_may_read(token)
    dataset = request.query.get("dataset_id", "")
    if not dataset:
        raise Refused("parameter_missing", field="dataset_id")
    if not dataset.isdecimal() or (meta.datasets is not None and dataset not in meta.datasets):
        raise Refused("dataset_absent", dataset=dataset)
    return dataset


def _of(dataset: str, meta: Meta) -> Sample:
    """The newest events and actions of one dataset."""
    newest = newest_sample(meta)
    events = [event for event, _ in newest.events if event.arrival.dataset == dataset]
    actions = [action for action in newest.actions if action.first.arrival.dataset == dataset]
    return Sample(events, actions, meta.rules, meta.clock())
