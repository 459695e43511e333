from tests.fakes.small_models import (  # noqa: F401 - fixtures
    campplus,
    embedding,
    library,
    model_files,
    pipeline,
    plda,
    save,
    segmentation,
)
