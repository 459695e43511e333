from pathlib import Path

import pytest

from whisper_diarize.errors import ModelError
from whisper_diarize.models import ModelConfig
from whisper_diarize.models.pipeline_config import model_folder, read_pipeline_config

AHC = """
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: AgglomerativeClustering
    embedding: pyannote/wespeaker-voxceleb-resnet34-LM
    embedding_batch_size: 32
    embedding_exclude_overlap: true
    segmentation: pyannote/segmentation-3.0
    segmentation_batch_size: 32
params:
  clustering: {method: centroid, min_cluster_size: 12, threshold: 0.7045654963945799}
  segmentation: {min_duration_off: 0.0}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def test_vbx_pipeline(pipeline: Path) -> None:
    config = read_pipeline_config(pipeline / "config.yaml")
    assert config == ModelConfig(
        "some-pipeline", 0.6, clustering="vbx", fa=0.07, fb=0.8, constrained=True, min_duration_off=0.25
    )


def test_name_is_the_folders_even_if_the_file_is_kept_elsewhere(pipeline: Path, tmp_path: Path) -> None:
    (pipeline / "config.yaml").rename(tmp_path / "blob")
    (pipeline / "config.yaml").symlink_to(tmp_path / "blob")
    assert read_pipeline_config(pipeline / "config.yaml").name == "some-pipeline"


def test_ahc_pipeline(path: Path) -> None:
    path.write_text(AHC)
    expected = ModelConfig(path.parent.name, 0.7045654963945799, clustering="ahc", min_cluster_size=12)
    assert read_pipeline_config(path) == expected
    assert not expected.constrained


def test_unstated_fields_have_pyannotes_values(path: Path) -> None:
    path.write_text(AHC.replace("embedding_exclude_overlap: true", "x: 1").replace("method: centroid, ", ""))
    assert read_pipeline_config(path).exclude_overlap is False


def test_threshold_of_a_multilabel_segmentation_is_read(path: Path) -> None:
    path.write_text(AHC.replace("min_duration_off: 0.0", "min_duration_off: 0.1, threshold: 0.44"))
    config = read_pipeline_config(path)
    assert (config.threshold, config.min_duration_off) == (0.44, 0.1)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("SpeakerDiarization", "VoiceActivityDetection", r"'pyannote\.audio\.pipelines\.VoiceActivityDetection'; only"),
        ("AgglomerativeClustering", "OracleClustering", "the clustering is 'OracleClustering'; only"),
        ("AgglomerativeClustering", "VBxClustering", r"params\.clustering lacks Fa, Fb"),
        ("method: centroid", "method: average", "the linkage is 'average'; only 'centroid'"),
        ("threshold: 0.7045654963945799", "x: 1", r"params\.clustering lacks threshold"),
        ("threshold: 0.7045654963945799", "threshold: high", "clustering_threshold cannot be 'high'"),
        ("threshold: 0.7045654963945799", "threshold: [[], []]", "clustering_threshold cannot be a list"),
        ("embedding_batch_size: 32", "segmentation_step: 0.5", "segmentation_step is 0.5; only 0.1"),
        ("params:", "params: [", "cannot be read"),
        (AHC, "3", "must be a YAML mapping"),
        (AHC, "{}", "the pipeline is None"),
        (AHC, "!!python/object/apply:os.system [touch ran]", "cannot be read"),
    ],
)
def test_other_pipelines_are_one_clear_line(path: Path, old: str, new: str, reason: str) -> None:
    path.write_text(AHC.replace(old, new))
    with pytest.raises(ModelError, match=rf"^[^\n]*config\.yaml: [^\n]*{reason}[^\n]*$"):
        read_pipeline_config(path)


def test_parts_inside_the_model_are_followed(path: Path) -> None:
    path.write_text(AHC.replace("pyannote/segmentation-3.0", "$model/networks/a"))
    assert model_folder(path, "segmentation") == path.parent / "networks" / "a"


@pytest.mark.parametrize("value", ["pyannote/segmentation-3.0", "$model/../../elsewhere", "/somewhere/model.bin"])
def test_parts_outside_the_model_are_its_own_folder_or_an_error(path: Path, value: str) -> None:
    path.write_text(AHC.replace("pyannote/segmentation-3.0", value))
    with pytest.raises(ModelError, match=r"its segmentation is '.*', which is elsewhere; put those files into"):
        model_folder(path, "segmentation")
    (path.parent / "segmentation").mkdir()
    assert model_folder(path, "segmentation") == path.parent / "segmentation"
