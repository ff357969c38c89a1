"""Makes the images in this folder and what timm's evaluation transform makes of them.

They are read as timm's ImageDataset and torchvision's default loader read them: opened by Pillow and
converted to RGB, and nothing else. Only for recipes that ask for it are they turned by EXIF.

Needs pillow, numpy, timm and torchvision: `python make.py`, in this folder.
"""

import io
import json
import struct
import zlib

import numpy as np
import PIL
import timm
import torchvision
from PIL import Image, ImageCms, ImageOps
from timm.data import create_transform


def scene(width, height, seed):
    """Smooth colours, edges and a little noise, as photos have."""
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    noise = np.random.RandomState(seed).randn(height, width, 3)
    waves = [np.sin(9 * x + 4 * y + seed), np.cos(7 * y - 3 * x), np.sin(13 * x * y)]
    image = 127 + 100 * np.stack(waves, -1) + 6 * noise
    image[height // 3 : height // 2, width // 4 : width // 2] = [250, 40, 10]
    return image.clip(0, 255).astype("uint8")


def turned(image, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return {"exif": exif.tobytes()}, image


def write_png16(path, pixels):
    """16-bit RGB or grey with alpha, which Pillow reads and does not write."""
    height, width, channels = pixels.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 16, {2: 4, 3: 2}[channels], 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")):
            file.write(struct.pack(">I", len(body)) + kind + body)
            file.write(struct.pack(">I", zlib.crc32(kind + body)))


def main():
    rgb = Image.fromarray(scene(97, 61, 1))
    tall = Image.fromarray(scene(50, 83, 2))
    large = Image.fromarray(scene(301, 203, 3))
    small = Image.fromarray(scene(19, 23, 4))
    tower = Image.fromarray(scene(30, 75, 9))
    alpha = rgb.copy()
    alpha.putalpha(Image.fromarray(scene(97, 61, 5)[:, :, 0]))
    rgb.save("rgb.jpg", quality=90)
    large.save("large.jpg", quality=70)
    tall.save("tall.png")
    small.save("small.png")
    tower.save("tower.png")
    rgb.convert("L").save("grey.jpg")
    rgb.convert("L").save("grey.png")
    rgb.convert("CMYK").save("cmyk.jpg", quality=90)
    alpha.save("alpha.png")
    alpha.convert("LA").save("grey-alpha.png")
    rgb.quantize(32).save("palette.png")
    rgb.convert("1").save("bits.png")
    rgb.save("lossy.webp", quality=80)
    alpha.save("alpha.webp", lossless=True)
    rgb.save("photo.avif", quality=90, subsampling="4:4:4")
    rgb.save("chroma.avif", quality=80)
    large.save("large-chroma.avif", quality=60)
    for orientation in range(2, 9):
        exif, image = turned(rgb, orientation)
        image.save(f"turned{orientation}.jpg", quality=90, **exif)
    exif, image = turned(rgb, 6)
    image.save("turned6.png", **exif)
    image.save("turned6.webp", quality=90, **exif)
    # Pillow writes the orientation of AVIF as the format's own turn, and EXIF without it.
    for orientation in range(2, 9):
        exif, image = turned(rgb, orientation)
        image.save(f"turned{orientation}.avif", quality=90, subsampling="4:4:4", **exif)

    # A profile that exchanges red and blue for whoever applies it, and second frames that are other pictures.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"tXYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tXYZ", b"bXYZ", 1)
    rgb.save("profile.jpg", quality=90, icc_profile=exchanged)
    applied = ImageCms.profileToProfile(Image.open("profile.jpg"), ImageCms.ImageCmsProfile(io.BytesIO(exchanged)), ImageCms.createProfile("sRGB"))
    assert np.abs(np.asarray(applied, dtype=int) - np.asarray(Image.open("profile.jpg"))).max() > 100
    rgb.save("animated.webp", save_all=True, append_images=[Image.fromarray(scene(97, 61, 10))], lossless=True)
    rgb.save("animated.png", save_all=True, append_images=[Image.fromarray(scene(97, 61, 10))])

    write_png16("deep.png", scene(97, 61, 7).astype("uint16") * 256 + 200)
    # Pillow's conversion of its mode "I;16" clips at 255, so half of these values stay apart.
    deep = scene(97, 61, 6)[:, :, 0].astype("uint16") * 2
    Image.fromarray(deep).save("grey16.png")
    write_png16("grey16-alpha.png", scene(97, 61, 8)[:, :, :2].astype("uint16") * 256 + 200)

    cases = []
    expected = b""
    names = sorted(
        "rgb.jpg large.jpg tall.png small.png tower.png grey.jpg grey.png cmyk.jpg alpha.png grey-alpha.png palette.png "
        "bits.png lossy.webp alpha.webp photo.avif chroma.avif large-chroma.avif deep.png turned6.png turned6.webp grey16.png grey16-alpha.png profile.jpg animated.webp animated.png".split()
        + [f"turned{orientation}.{kind}" for orientation in range(2, 9) for kind in ("avif", "jpg")]
    )
    recipes = {
        name: [(32, 0.875, "bicubic", 3)] for name in names
    }
    recipes["rgb.jpg"] += [(32, 0.9, "bicubic", 3), (33, 1.0, "bicubic", 3), (32, 0.95, "bilinear", 3), (28, 1.0, "bicubic", 1), (32, 0.9, "lanczos", 3), (32, 0.9, "nearest", 3), (32, 0.9, "bicubic", 3, "squash")]
    recipes["large.jpg"] += [(48, 0.875, "bilinear", 3), (25, 0.8, "bicubic", 1)]
    recipes["small.png"] += [(19, 1.0, "bicubic", 3)]
    # Pillow 13 shrinks a tall image's height first; and adds up where the nearest pixels are.
    recipes["tall.png"] += [(32, 1.0, interpolation, 3, "squash") for interpolation in ("bicubic", "bilinear", "lanczos")] + [(9, 0.3, "lanczos", 3, "squash")]
    recipes["large.jpg"] += [(32, 0.875, "nearest", 3)]
    recipes["tower.png"] += [(8, 0.8, "bicubic", 3), (8, 0.8, "bicubic", 1)]
    for name in names:
        if name.startswith("turned"):
            recipes[name].append((32, 0.875, "bicubic", 3, "exif"))
    recipes["grey16.png"].append((32, 0.875, "bicubic", 1))
    for name in names:
        for size, crop_pct, interpolation, channels, *modes in recipes[name]:
            squash = "squash" in modes
            image = Image.open(name)
            if "exif" in modes:
                image = ImageOps.exif_transpose(image)
            transform = create_transform(
                (3, size, size),
                is_training=False,
                interpolation=interpolation,
                crop_pct=crop_pct,
                crop_mode="squash" if squash else "center",
                mean=(0.0,) * channels,
                std=(1.0,) * channels,
            )
            values = transform(image.convert("RGB" if channels == 3 else "L")).numpy() * 255
            array = np.rint(values).astype("uint8")
            assert array.shape == (channels, size, size), array.shape
            recipe = {"channels": channels, "size": size, "cropPart": crop_pct, "interpolation": interpolation, "resize": "squash" if squash else "shortest-side", "orientation": "exif" if "exif" in modes else "stored"}
            cases.append({"file": name, "recipe": recipe, "offset": len(expected)})
            expected += array.tobytes()
    made_with = {"pillow": PIL.__version__, "timm": timm.__version__, "torchvision": torchvision.__version__}
    with open("expected.bin", "wb") as file:
        file.write(expected)
    with open("expected.json", "w") as file:
        json.dump({"madeWith": made_with, "cases": cases}, file, indent=2)
        file.write("\n")


main()
