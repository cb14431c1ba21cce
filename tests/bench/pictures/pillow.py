# Fits pictures to the cover with Pillow, two at a time. Reads a line of paths (tabs between them), answers with the
# milliseconds of processor time. The crop and the turn are done where they cost least; 'draft' decodes at a reduced size.
import io
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageCms, ImageOps

SIDE = 750
NAME = sys.argv[1]
SRGB = ImageCms.createProfile("sRGB")


def fit(path):
    picture = Image.open(path)
    profile = picture.info.get("icc_profile")
    if NAME == "draft":
        least = 2 * SIDE / min(picture.size)
        picture.draft("RGB", (int(picture.width * least), int(picture.height * least)))
    square = min(picture.size)
    left, top = (picture.width - square) / 2, (picture.height - square) / 2
    small = picture.convert("RGB").resize((SIDE, SIDE), Image.LANCZOS, box=(left, top, left + square, top + square))
    if profile:
        small = ImageCms.profileToProfile(small, ImageCms.ImageCmsProfile(io.BytesIO(profile)), SRGB)
    small.info["exif"] = picture.info.get("exif", b"")
    ImageOps.exif_transpose(small).save(f"{path}.{NAME}.jpg", "JPEG", quality=85, exif=b"", icc_profile=None)


with ThreadPoolExecutor(2) as hands:
    print("ready", flush=True)
    for line in sys.stdin:
        begun = time.process_time()
        list(hands.map(fit, line.rstrip("\n").split("\t")))
        print((time.process_time() - begun) * 1000, flush=True)
