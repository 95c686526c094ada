"""What one photo may cost us; every number that bounds an upload, with its unit in its name."""

MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE_PX = 30_000
# What the decoder may allocate for one photo. Progressive JPEG and WebP need far more memory per
# pixel than baseline JPEG, so pixels alone do not bound it.
MAX_DECODE_BYTES = 220_000_000
# A progressive JPEG may revisit all its pixels in scan after scan of a few bytes each: the time
# goes with scans x pixels. Cameras and web tools write about 10 scans.
MAX_SCANS = 100
MAX_SCANNED_PIXELS = 600_000_000
# Segments of a JPEG, chunks of a PNG or WebP: real files hold tens to a few thousand.
MAX_PARTS = 20_000
MAX_PROFILE_BYTES = 16 * 1024

EDGE_PX = 1600
THUMBNAIL_PX = 320
PHOTO_QUALITY = 82
THUMBNAIL_QUALITY = 76
MAX_BOXES = 200
