"""What reading, signing and checking cost per object, and appending to the audit tree per leaf.

Run: python benchmarks/bench_signature.py [--rounds 7] [--json]
Processor microseconds per object of about 880 bytes, as a warning has on the wire. Contenders take
turns in one process over several rounds; best and median. Beside ours stand what it is built on:
orjson alone, RFC 8785 alone, and bare Ed25519 over bytes that are ready.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from concord.formats.json import JsonObject, read_json
from concord.formats.key import new_key
from concord.formats.signature import canonical, sign, verify, verify_canonical
from concord.storage.tree import (
    Frontier,
    append,
    inclusion_proof,
    leaf_hash,
    perfect_nodes,
    root,
    verify_inclusion,
)

NUMBER = 400
Job = Callable[[], None]
T = TypeVar("T")


def make_objects(rng: random.Random) -> Iterator[JsonObject]:
    """Fictional warnings, of the members and lengths that STIX reports have."""
    for _ in range(NUMBER):
        name = f"{rng.getrandbits(128):032x}"
        yield {
            "type": "report",
            "spec_version": "2.1",
            "id": f"report--{name[:8]}-{name[8:12]}-4{name[13:16]}-8{name[17:20]}-{name[20:]}",
            "created": "2026-03-01T12:00:00.000Z",
            "modified": "2026-03-01T12:00:00.000Z",
            "name": "Early warning: rise of violence in the northern provinces",
            "description": "".join(rng.choices("abcdefghij klmnop", k=320)),
            "report_types": ["early-warning"],
            "labels": ["exercise"],
            "object_refs": [f"location--{rng.getrandbits(64):x}" for _ in range(2)],
            "extensions": {
                "extension-definition--1": {
                    "probability": round(rng.random(), 4),
                    "expected": [round(rng.lognormvariate(3, 1), 2) for _ in range(6)],
                    "lead_months": rng.randrange(3, 15),
                }
            },
        }


def tree_jobs(number: int) -> dict[str, Job]:
    """The audit tree with `number` leaves already in it."""
    leaves = [leaf_hash(at.to_bytes(8, "big")) for at in range(number)]
    grown = Frontier()
    for leaf in leaves:
        grown, _ = append(grown, leaf)
    node, top = perfect_nodes(leaves), root(grown)
    proofs = [inclusion_proof(at, number, node) for at in range(NUMBER)]

    def grow() -> None:
        frontier = grown
        for leaf in leaves[:NUMBER]:
            frontier, _ = append(frontier, leaf)

    def prove() -> None:
        for at in range(NUMBER):
            inclusion_proof(at, number, node)

    def check() -> None:
        for at, proof in enumerate(proofs):
            if not verify_inclusion(leaves[at], index=at, size=number, proof=proof, root=top):
                raise SystemExit("the proofs do not verify")

    return {"tree: append": grow, "tree: prove a leaf": prove, "tree: check a proof": check}


def jobs() -> tuple[dict[str, Job], float]:
    objects = list(make_objects(random.Random(7)))
    texts = [orjson.dumps(each) for each in objects]
    ready = [canonical(each) for each in objects]
    key = new_key(bytes(range(32)))
    bare = Ed25519PrivateKey.from_private_bytes(key.seed)
    pairs = [(each, sign(each, key)) for each in objects]
    canonical_pairs = [(text, made) for text, (_, made) in zip(ready, pairs, strict=True)]
    bare_pairs = [(bare.sign(text), text) for text in ready]
    public, bare_public = key.public, bare.public_key()
    found: dict[str, Job] = {
        "read: orjson alone": lambda: _each(orjson.loads, texts),
        "read: read_json": lambda: _each(read_json, texts),
        "canonical: RFC 8785": lambda: _each(canonical, objects),
        "sign: bare Ed25519": lambda: _each(bare.sign, ready),
        "sign: sign": lambda: _each(lambda each: sign(each, key), objects),
        "verify: bare Ed25519": lambda: _each(lambda pair: bare_public.verify(*pair), bare_pairs),
        "verify: verify": lambda: _each(lambda pair: verify(*pair, public), pairs),
        "verify: canonical bytes": lambda: _each(
            lambda pair: verify_canonical(*pair, public), canonical_pairs
        ),
    }
    return found | tree_jobs(100_000), statistics.mean(map(len, texts))


def _each(job: Callable[[T], object], items: list[T]) -> None:
    for item in items:
        job(item)


def measure(rounds: int) -> tuple[dict[str, dict[str, float]], float]:
    found, size = jobs()
    took: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(rounds):
        for name, job in found.items():
            started = time.process_time()
            job()
            took[name].append((time.process_time() - started) / NUMBER * 1e6)
    return {
        name: {"best": round(min(each), 1), "median": round(statistics.median(each), 1)}
        for name, each in took.items()
    }, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measured, size = measure(options.rounds)
    if options.json:
        print(json.dumps({"object_bytes": round(size), "cpu_microseconds": measured}))
        return
    print(f"objects of {size:.0f} bytes; CPU microseconds per object or leaf: best, median")
    for name, took in measured.items():
        print(f"{name:24} {took['best']:8.1f} {took['median']:8.1f}")


if __name__ == "__main__":
    main()
