"""Images and recordings, good and bad, as data URLs and in base64."""

from __future__ import annotations

import struct
from base64 import b64encode
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import strategies as st

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\0\x04JF"
MP3 = b"\xff\xfb\x90\xc4"  # MPEG-1, 128 kbit/s, 44.1 kHz, mono
SIGNATURES = [
    b"",
    PNG,
    b"GIF89a",
    b"\xff\xd8",
    JPEG,
    b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a",
    b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f",
    b"RIFF\0\0\0\0WEBPVP8X",
    b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0",
    b"RIFF\0\0\0\0WAVEdata",
    b"ID3\x04\0\0\0\0\0\0",
    b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
    MP3,
    MP3 + bytes(17) + b"Xing\0\0\0\x01",
]
garbage = st.one_of(
    st.text(max_size=300),
    st.builds(
        lambda head, rest: b64encode(head + rest).decode(),
        st.sampled_from(SIGNATURES),
        st.binary(max_size=200),
    ),
)


def url_of(raw: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{b64encode(raw).decode()}"


def png(width: int, height: int) -> str:
    return url_of(PNG + struct.pack(">II", width, height) + b"\x08\x02\0\0\0")


def jpeg(width: int, height: int, frame: int = 0xC0, before: bytes = b"") -> str:
    head = struct.pack(">HBHH", 17, 8, height, width)
    return url_of(b"\xff\xd8" + before + bytes([0xFF, frame]) + head + bytes(10), "jpeg")


def wav(chunks: bytes) -> str:
    return b64encode(b"RIFF\xff\xff\xff\xffWAVE" + chunks).decode()


def fmt(byte_rate: int) -> bytes:
    return b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, byte_rate // 2, byte_rate, 2, 16)


def zipped(members: dict[str, str]) -> bytes:
    """Return an archive of texts, as Word's and Excel's files are."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return data.getvalue()
