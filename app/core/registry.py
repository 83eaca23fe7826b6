"""One small registry for every kind of plug-in: channels, gateways, delivery methods, actions, reports."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Plug-ins of one kind by name. Filled once, by the assembly or by decorators at import; read ever after."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._plugins: dict[str, T] = {}

    def add(self, name: str, plugin: T) -> T:
        """Enters a plug-in. Entering the same one twice is harmless; another one under its name is a fault."""
        if self._plugins.setdefault(name, plugin) is not plugin:
            raise ValueError(f"{self.kind} {name!r} is registered twice")
        return plugin

    def __getitem__(self, name: str) -> T:
        try:
            return self._plugins[name]
        except KeyError:
            raise LookupError(f"no {self.kind} named {name!r}; there are {sorted(self._plugins)}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._plugins

    def __iter__(self) -> Iterator[str]:
        return iter(self._plugins)
