from tests.fakes.small_models import embedding, library, model_files, pipeline, plda, save, segmentation  # noqa: F401 - fixtures
