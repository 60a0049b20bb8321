"""Exposures and paths with their faces, as the record hands them out: printed, as JSON, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .analysis import exposure, itinerary, paths

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class Exposure(exposure.Exposure):
    """An exposure that can be read."""

    def to_dict(self) -> dict[str, Any]:
        """The exposure as JSON, schema 1."""
        return exposure.exposure_dict(self)

    def to_frame(self, *, runs: bool = False) -> pd.DataFrame:
        """One row for each class of cells, with its days by state; in long form one for each run of days too."""
        from . import frames

        return frames.runs_frame(self) if runs else frames.exposure_frame(self)

    def to_xarray(self, *, every_day: bool = False) -> xr.DataArray:
        """The exposure as a labelled cube of data × people × states × days; needs the extra `arrays`."""
        from .analysis.cube import cube

        return cube(self, every_day=every_day)

    def __str__(self) -> str:
        return exposure.exposure_text(self)

    def __repr__(self) -> str:
        return f"<Exposure: {len(self.classes)} classes of cells, {(self.end - self.start).days} days>"


class Path(paths.Path):
    """A path of data that can be read."""

    def to_dict(self) -> dict[str, Any]:
        """The path as JSON, schema 1."""
        return itinerary.path_dict(self)

    def to_frame(self) -> pd.DataFrame:
        """One row for each hop."""
        from .frames import path_frame

        return path_frame(self)

    def __str__(self) -> str:
        return itinerary.path_text(self)

    def __repr__(self) -> str:
        return f"<Path: {itinerary.outcome(self)}>"
