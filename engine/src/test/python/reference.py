"""Makes the pictures and the reference of ReferenceTest: pip install -r requirements.txt, then run me.

Pillow decodes (another program around libjpeg-turbo and libpng than OpenCV), orients, composites
and turns inks into colours; OpenCV for Python resizes. Written beside each other:

  reference/NAME.jpg|png   pictures of our own making
  reference/cases.csv      picture, resize, interpolation, colour, width, height
  reference/golden.bin.gz  per case height x width x channels bytes, in the order of cases.csv
"""

import gzip
import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

HERE = Path(__file__).parent.parent / "resources" / "reference"
RNG = np.random.default_rng(3)
PAD = 114


def picture(width, height):
    """Smooth colours, sharp discs and a little noise: what photographs are made of."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = [np.sin(x / 31 + y / 77), np.cos(y / 19 + x / 130), np.sin((x + y) / 43)]
    rgb = np.stack([128 + 95 * wave for wave in waves], -1)
    rgb = np.clip(rgb + RNG.normal(0, 6, rgb.shape), 0, 255).astype(np.uint8)
    for _ in range(14):
        center = (int(RNG.integers(0, width)), int(RNG.integers(0, height)))
        color = [int(v) for v in RNG.integers(0, 256, 3)]
        cv2.circle(rgb, center, int(RNG.integers(4, height // 5)), color, -1, cv2.LINE_AA)
    return rgb


def png(width, height, depth, color_type, rows, extra=(), interlaced=False):
    """A PNG chunk by chunk, for what Pillow does not write; rows come packed, unfiltered."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced))
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = [chunk(b"IHDR", header), *(chunk(*e) for e in extra), chunk(b"IDAT", data)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def packed(values, depth):
    """One row of samples of 1, 2, 4, 8 or 16 bits (an array of them, channels last)."""
    flat = values.reshape(-1)
    if depth == 16:
        return flat.astype(">u2").tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in flat)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def rows_of(samples, depth, interlaced):
    if not interlaced:
        return [packed(row, depth) for row in samples]
    rows = []
    for x, y, dx, dy in ADAM7:
        part = samples[y::dy, x::dx]
        if part.shape[1]:
            rows += [packed(row, depth) for row in part]
    return rows


def make_pngs(write):
    rgb = picture(61, 47)
    grey = np.array(Image.fromarray(rgb).convert("L"))
    for interlaced in (False, True):
        tail = "-interlaced" if interlaced else ""
        for depth in (1, 2, 4, 8, 16):
            deep = grey.astype(np.uint16) * 257 if depth == 16 else grey >> (8 - depth)
            data = png(61, 47, depth, 0, rows_of(deep, depth, interlaced), (), interlaced)
            write(f"grey{depth}{tail}.png", data)
        for depth in (1, 2, 4, 8):
            colors = RNG.integers(0, 256, (1 << depth, 3), dtype=np.uint8)
            indices = grey >> (8 - depth)
            extra = [(b"PLTE", colors.tobytes())]
            data = png(61, 47, depth, 3, rows_of(indices, depth, interlaced), extra, interlaced)
            write(f"palette{depth}{tail}.png", data)
        wide = rgb.astype(np.uint16) * 256 + RNG.integers(0, 256, rgb.shape)
        write(f"rgb16{tail}.png", png(61, 47, 16, 2, rows_of(wide, 16, interlaced), (), interlaced))
        write(f"rgb8{tail}.png", png(61, 47, 8, 2, rows_of(rgb, 8, interlaced), (), interlaced))
    alpha = np.dstack([rgb, np.linspace(0, 255, 47 * 61).reshape(47, 61).astype(np.uint8)])
    write("rgba8.png", png(61, 47, 8, 6, rows_of(alpha, 8, False)))
    two = np.dstack([grey, alpha[:, :, 3]])
    write("greyalpha8.png", png(61, 47, 8, 4, rows_of(two, 8, False)))
    clear = (b"tRNS", bytes(range(0, 256, 17)))
    extra = [(b"PLTE", RNG.integers(0, 256, (16, 3), dtype=np.uint8).tobytes()), clear]
    write("palette4-clear.png", png(61, 47, 4, 3, rows_of(grey >> 4, 4, False), extra))


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def inks(rgb):
    """Cyan, magenta, yellow and black with some black taken out."""
    inverted = 255 - rgb.astype(np.int32)
    black = inverted.min(-1, keepdims=True) // 2
    rest = (inverted - black) * 255 // np.maximum(1, 255 - black)
    return np.dstack([np.clip(rest, 0, 255), black]).astype(np.uint8)


def ycck(cmyk):
    """The same as luma, chroma and black; the Adobe marker says so with its transform 2."""
    ycc = np.array(Image.fromarray(np.ascontiguousarray(cmyk[:, :, :3])).convert("YCbCr"))
    # Pillow stores the complement of what it is given; black is stored so by Adobe too.
    raw = np.dstack([255 - ycc, cmyk[:, :, 3]])
    data = bytearray(jpeg(Image.fromarray(raw, "CMYK"), quality=95))
    marker = data.index(b"Adobe")
    data[marker + 11] = 2
    return bytes(data)


def make_jpegs(write):
    large = Image.fromarray(picture(512, 384))
    write("large.jpg", jpeg(large, quality=85, subsampling=2))
    write("large-progressive.jpg", jpeg(large, quality=85, progressive=True, subsampling=2))
    rgb = picture(150, 101)
    small = Image.fromarray(rgb)
    for subsampling, name in enumerate(("444", "422", "420")):
        write(f"small-{name}.jpg", jpeg(small, quality=92, subsampling=subsampling))
    write("grey.jpg", jpeg(small.convert("L"), quality=90))
    write("cmyk.jpg", jpeg(Image.fromarray(inks(rgb), "CMYK"), quality=95))
    write("ycck.jpg", ycck(inks(rgb)))
    for orientation in (3, 6, 8):
        exif = Image.Exif()
        exif[0x0112] = orientation
        write(f"turned-{orientation}.jpg", jpeg(small, quality=90, exif=exif))


def shrink(width, height, case):
    """The smallest DCT scale that is not under the target's size."""
    across, down = width / case["width"], height / case["height"]
    ratio = max(across, down) if case["resize"] == "FIT" else min(across, down)
    return 8 if ratio >= 8 else 4 if ratio >= 4 else 2 if ratio >= 2 else 1


def decode(path, case):
    image = Image.open(path)
    turned = image.getexif().get(0x0112, 1) >= 5
    width, height = image.size[::-1] if turned else image.size
    grey = case["color"] == "GREY"
    if image.format == "JPEG":
        by = shrink(width, height, case)
        mode = "CMYK" if image.mode == "CMYK" else "L" if grey else "RGB"
        image.draft(mode, (image.size[0] // by, image.size[1] // by))
    image = ImageOps.exif_transpose(image)
    if image.mode == "I;16":
        image = Image.fromarray((np.array(image) >> 8).astype(np.uint8))
    if image.mode in ("RGBA", "LA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    if image.mode == "CMYK":
        image = image.convert("RGB")
    image = image.convert("L" if grey else "RGB")
    return np.array(image)


def resize(pixels, case):
    how = cv2.INTER_AREA if case["interpolation"] == "AREA" else cv2.INTER_LINEAR
    width, height = case["width"], case["height"]
    h, w = pixels.shape[:2]
    if case["resize"] == "STRETCH":
        return cv2.resize(pixels, (width, height), interpolation=how)
    if case["resize"] == "CENTER_CROP":
        scale = min(w / width, h / height)
        cw, ch = max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))
        x, y = (w - cw) // 2, (h - ch) // 2
        part = np.ascontiguousarray(pixels[y : y + ch, x : x + cw])
        return cv2.resize(part, (width, height), interpolation=how)
    scale = min(width / w, height / h)
    iw, ih = max(1, int(w * scale + 0.5)), max(1, int(h * scale + 0.5))
    inner = cv2.resize(pixels, (iw, ih), interpolation=how)
    canvas = np.full((height, width) + pixels.shape[2:], PAD, np.uint8)
    x, y = (width - iw) // 2, (height - ih) // 2
    canvas[y : y + ih, x : x + iw] = inner
    return canvas


def cases():
    for path in sorted(HERE.glob("*.[jp][pn]g")):
        if path.name in ("large.jpg", "small-420.jpg", "turned-6.jpg"):
            yield path, "FIT", "AREA", "RGB", (160, 150)
            for size in ((90, 61), (48, 48), (31, 17)):
                for mode in ("STRETCH", "FIT", "CENTER_CROP"):
                    for interpolation in ("AREA", "BILINEAR"):
                        yield path, mode, interpolation, "RGB", size
        yield path, "STRETCH", "BILINEAR", "RGB", (32, 32)
        yield path, "FIT", "AREA", "GREY", (40, 24)


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    for old in HERE.iterdir():
        old.unlink()
    write = lambda name, data: (HERE / name).write_bytes(data)
    make_pngs(write)
    make_jpegs(write)
    lines, golden = [], io.BytesIO()
    for path, mode, interpolation, color, (width, height) in cases():
        case = dict(resize=mode, interpolation=interpolation, color=color, width=width, height=height)
        golden.write(resize(decode(path, case), case).tobytes())
        lines.append(f"{path.name},{mode},{interpolation},{color},{width},{height}\n")
    (HERE / "cases.csv").write_text("".join(lines))
    (HERE / "golden.bin.gz").write_bytes(gzip.compress(golden.getvalue(), 9, mtime=0))
    print(len(lines), "cases")


if __name__ == "__main__":
    main()
