"""A named model for the speakers: one that a company keeps in a folder that all its machines share."""

from whisper_diarize import hookimpl
from whisper_diarize.catalogue import Credit, Folder, NamedModel, RegisterModel

API_VERSION = 1

MEETINGS = NamedModel(
    "meetings",
    "trained on meetings like ours",
    credits=(Credit("meetings", "the speech team", "MIT"),),
    sources=(Folder("/srv/models/meetings"),),
    rank=5,
)


@hookimpl
def register_models(register: RegisterModel) -> None:
    """Offer `--diarization-model meetings`; its rank puts it before ours, so `auto` takes it where it is."""
    register(MEETINGS)
