from dataclasses import dataclass, fields


@dataclass(frozen=True, kw_only=True)
class _Credentials:
    username: str
    server: str
    password: str


DATACLASS_FIELDS = {field.name: field for field in fields(_Credentials)}
