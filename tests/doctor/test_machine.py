import dataclasses
import sys
from pathlib import Path

import mlx.core as mx
import pytest

from whisper_diarize.doctor import machine
from whisper_diarize.doctor.machine import describe_machine, product_error


def test_products_on_the_cpu_are_float32() -> None:
    with mx.stream(mx.cpu):
        assert product_error() < 1e-6


@pytest.mark.parametrize(("error", "rounded"), [(3e-7, False), (3e-4, True)])
def test_a_machine_that_rounds_products_is_known_by_their_error(error: float, rounded: bool) -> None:
    assert dataclasses.replace(describe_machine(), product_error=error).rounded is rounded


def test_says_what_computes() -> None:
    found = describe_machine()
    assert found.device == ("cpu" if mx.default_device() == mx.Device(mx.cpu) else "gpu")
    assert found.device_name
    assert found.versions["mlx"] == mx.__version__  # type: ignore[attr-defined]  # there all the same


@pytest.mark.parametrize(
    ("platform", "library", "blas"),
    [
        ("darwin", None, "Accelerate"),
        ("linux", Path("/lib/libtorch_cpu.so"), "MKL of /lib/libtorch_cpu.so"),
        ("linux", None, "the one that MLX comes with"),
    ],
)
def test_names_the_blas(monkeypatch: pytest.MonkeyPatch, platform: str, library: Path | None, blas: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(machine, "fast_blas", lambda: library)
    monkeypatch.setattr(mx, "default_device", lambda: mx.Device(mx.cpu))
    assert describe_machine().blas == blas
