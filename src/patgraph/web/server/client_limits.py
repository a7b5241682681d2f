"""How clients are served: what each may ask of the service."""

from dataclasses import dataclass, field

from patgraph.sparql.free_queries import Limits


@dataclass(frozen=True)
class ClientLimits:
    """How clients are served: `limits` of a free query, `allowed` hosts of SERVICE, how many free queries of
    one client `at_once` and at which `rate`, how many of its other `requests` are worked on at a time, and by
    which `hosts`, beside this machine's own names, language models reach the service.
    """

    limits: Limits = field(default_factory=Limits)
    allowed: frozenset[str] = frozenset()
    at_once: int = 8
    rate: str = "1200/minute"
    requests: int = 2
    hosts: tuple[str, ...] = ()
