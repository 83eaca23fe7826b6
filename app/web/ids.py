"""Ids in addresses: what cannot be an id of ours is an address that does not exist."""

from werkzeug.routing import IntegerConverter, ValidationError

from app.core.ids import read_id


class Id(IntegerConverter):
    """`<int:…>`, but of numbers that a column can hold, in plain digits."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """The id. Raises ValidationError, and so a 404."""
        if read_id(value) is None:
            raise ValidationError()
        return int(super().to_python(value))
