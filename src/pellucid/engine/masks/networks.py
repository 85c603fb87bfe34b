"""The network of an IP address: enough to say which provider and region, not which household."""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
    ip_interface,
)

from pellucid.engine.masks.beginnings import hidden

_Address = IPv4Address | IPv6Address


def network_of(value: object) -> object:
    """IPv4 to /24, IPv6 to /48, mapped IPv4 inside IPv6 as IPv4; text, addresses, interfaces and networks alike.

    Text that is no address is hidden whole, other types give None.
    """
    match value:
        case str():
            return _text(value)
        case IPv4Interface() | IPv6Interface():
            return type(value)((_cut(value), min(value.network.prefixlen, _kept(value))))
        case IPv4Network() | IPv6Network():
            first = value.network_address
            return type(value)((_cut(first), min(value.prefixlen, _kept(first))))
        case IPv4Address() | IPv6Address():
            return type(value)(_cut(value))
    return None


def _text(value: str) -> str:
    try:
        found = ip_interface(value.strip())
    except ValueError:
        return hidden(value)
    prefix = f"/{min(found.network.prefixlen, _kept(found))}" if "/" in value else ""
    return _written(_cut(found), found) + prefix


def _written(cut: int, like: _Address) -> str:
    if _mapped(like):  # Python writes these with dots or in hex, depending on its version
        return f"::ffff:{cut >> 16 & 0xFFFF:x}:{cut & 0xFFFF:x}"
    return str(IPv4Address(cut) if like.version == 4 else IPv6Address(cut))


def _cut(address: _Address) -> int:
    rest = address.max_prefixlen - _kept(address)
    return int(address) >> rest << rest


def _kept(address: _Address) -> int:
    if address.version == 4:
        return 24
    return 96 + 24 if _mapped(address) else 48


def _mapped(address: _Address) -> bool:
    return isinstance(address, IPv6Address) and address.ipv4_mapped is not None
