"""The diarization models that have a name, as data: what they are, whose they are and where they come from.

Nothing here reads a file, asks a server or imports NumPy.
"""

from .architectures import OWN_ARCHITECTURES, Architectures, LoadEmbedding, RegisterEmbedding
from .built_in import BUILT_IN, CAMPPLUS, COMMUNITY_1, PYANNOTE_3_1, built_in
from .named_model import Credit, File, Folder, NamedModel, Repository, Source, Wheel
from .registry import AUTO, BUNDLED, Catalogue, RegisterModel

__all__ = [
    "AUTO",
    "BUILT_IN",
    "BUNDLED",
    "CAMPPLUS",
    "COMMUNITY_1",
    "OWN_ARCHITECTURES",
    "PYANNOTE_3_1",
    "Architectures",
    "Catalogue",
    "Credit",
    "File",
    "Folder",
    "LoadEmbedding",
    "NamedModel",
    "RegisterEmbedding",
    "RegisterModel",
    "Repository",
    "Source",
    "Wheel",
    "built_in",
]
