"""Papers of a programme: the roadmap as a picture for the wall."""

from minga.programme.vision.papers.roadmap_poster import Poster, roadmap_pdf, roadmap_svg

__all__ = ["Poster", "roadmap_pdf", "roadmap_svg"]
