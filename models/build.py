"""Build the pose bundles of this folder, byte for byte, from the npm package they come from.

    npm pack @mediapipe/pose@0.5.1675469404
    python models/build.py mediapipe-pose-0.5.1675469404.tgz

The argument is the tarball or the folder it unpacks to.  The bundles are written beside this
script, or into the folder given with ``--out``; inputs and outputs are checked against
``manifest.json``.  Needs only what kneecave needs (the flatbuffers schemas ship with mediapipe).

What is changed: the segmentation head of the landmark network is cut off (landmarks stay
bit-identical, the network runs 1.1 to 1.7 times faster), the normalisation that the Tasks API
expects is added as metadata, and detector and landmark network are packed into one archive.  The
head of the heavy network is written as a network of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import flatbuffers
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata
from mediapipe.tasks.metadata import schema_py_generated as tflite

HERE = Path(__file__).resolve().parent
DETECTOR_FILE = "pose_solution_packed_assets.data"
MASK_OUTPUT = "Identity_2"
STAND_IN_OUTPUT = "Identity_1"
MEMBER_ALIGNMENT = 16
EXTRA_FIELD_HEADER = 4


def read_inputs(source: Path, names: list[str]) -> dict[str, bytes]:
    """Return the named files of the npm package, from its tarball or its unpacked folder."""
    if source.is_dir():
        folder = source / "package" if (source / "package").is_dir() else source
        return {name: (folder / name).read_bytes() for name in names}
    with tarfile.open(source) as tar:
        members = {name: tar.extractfile(f"package/{name}") for name in names}
        return {name: member.read() for name, member in members.items() if member is not None}


def check(name: str, content: bytes, sha256: str) -> None:
    """Stop unless the content has the given hash."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        sys.exit(f"{name}: sha256 is {found}, expected {sha256}")


def read_model(content: bytes) -> Any:
    """Return the tflite flatbuffer as a tree of objects that can be changed."""
    return tflite.ModelT.InitFromObj(tflite.Model.GetRootAsModel(content, 0))


def pack_model(model: Any, *, size_hint: int) -> bytes:
    """Return the tree of objects as a tflite flatbuffer."""
    builder = flatbuffers.Builder(size_hint)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def output_names(graph: Any) -> tuple[list[int], dict[int, str]]:
    """Return the graph's outputs in order, and what each is called."""
    outputs = [int(output) for output in graph.outputs]
    return outputs, {output: bytes(graph.tensors[output].name).decode() for output in outputs}


def needed_for(graph: Any, tensors: set[int]) -> tuple[list[Any], set[int]]:
    """Return the operators without which these tensors cannot be had, and all they touch."""
    needed, kept = set(tensors), []
    for operator in reversed(graph.operators):
        if any(int(output) in needed for output in operator.outputs):
            kept.append(operator)
            needed |= {int(tensor) for tensor in operator.inputs if tensor >= 0}
    return kept[::-1], needed


def without_mask_head(content: bytes) -> bytes:
    """Return the landmark network without the operators that only its mask output needs.

    The mask keeps its place among the outputs, answered by another one, because the graph
    addresses outputs by number.
    """
    model = read_model(content)
    graph = model.subgraphs[0]
    outputs, names = output_names(graph)
    kept, needed = needed_for(graph, {output for output in outputs if names[output] != MASK_OUTPUT})
    graph.operators = kept
    stand_in = next(output for output in outputs if names[output] == STAND_IN_OUTPUT)
    graph.outputs = [stand_in if names[output] == MASK_OUTPUT else output for output in outputs]
    buffers_in_use = {graph.tensors[tensor].buffer for tensor in needed}
    for number, tensor in enumerate(graph.tensors):
        if number not in needed and tensor.buffer not in buffers_in_use:
            model.buffers[tensor.buffer].data = None
    return pack_model(model, size_hint=len(content))


def mask_head(content: bytes) -> bytes:
    """Return the operators that only the mask output needs, as a network of their own.

    What it takes from within the landmark network are its inputs, by the names they have there.
    """
    model = read_model(content)
    graph = model.subgraphs[0]
    outputs, names = output_names(graph)
    others = {output for output in outputs if names[output] != MASK_OUTPUT}
    body = {id(operator) for operator in needed_for(graph, others)[0]}
    made_there = {int(o) for one in graph.operators if id(one) in body for o in one.outputs}
    operators, _ = needed_for(graph, set(outputs) - others)
    graph.operators = [operator for operator in operators if id(operator) not in body]
    taken = [int(tensor) for one in graph.operators for tensor in one.inputs if tensor >= 0]
    made = [int(tensor) for one in graph.operators for tensor in one.outputs]
    inputs = sorted(made_there.intersection(taken))
    others_last = [*inputs, *sorted({*taken, *made}.difference(inputs))]
    number = {tensor: new for new, tensor in enumerate(others_last)}
    buffers = {0: 0}
    for tensor in number:
        buffers.setdefault(int(graph.tensors[tensor].buffer), len(buffers))
    graph.tensors = [graph.tensors[tensor] for tensor in number]
    for one in graph.tensors:
        one.buffer = buffers[int(one.buffer)]
    for one in graph.operators:
        one.inputs = [number.get(int(tensor), -1) for tensor in one.inputs]
        one.outputs = [number[int(tensor)] for tensor in one.outputs]
    graph.inputs = [number[tensor] for tensor in inputs]
    graph.outputs = [number[output] for output in outputs if output not in others]
    model.buffers = [model.buffers[buffer] for buffer in buffers]
    model.metadata, model.metadataBuffer, model.signatureDefs = [], [], []
    return pack_model(model, size_hint=1 << 16)


def normalisation(name: str, *, mean: float, std: float, outputs: int) -> bytes:
    """Return TFLITE_METADATA that tells how pixels 0..255 become the network's input."""
    options = metadata.NormalizationOptionsT()
    options.mean, options.std = [mean], [std]
    unit = metadata.ProcessUnitT()
    unit.optionsType = metadata.ProcessUnitOptions.NormalizationOptions
    unit.options = options
    image = metadata.ImagePropertiesT()
    image.colorSpace = metadata.ColorSpaceType.RGB
    content = metadata.ContentT()
    content.contentPropertiesType = metadata.ContentProperties.ImageProperties
    content.contentProperties = image
    stats = metadata.StatsT()
    stats.max, stats.min = [(255.0 - mean) / std], [(0.0 - mean) / std]
    image_input = metadata.TensorMetadataT()
    image_input.name, image_input.content = "image", content
    image_input.processUnits, image_input.stats = [unit], stats
    results = []
    for number in range(outputs):
        result = metadata.TensorMetadataT()
        result.name = f"output_{number}"
        results.append(result)
    graph = metadata.SubGraphMetadataT()
    graph.inputTensorMetadata, graph.outputTensorMetadata = [image_input], results
    root = metadata.ModelMetadataT()
    root.name, root.subgraphMetadata, root.minParserVersion = name, [graph], "1.0.0"
    builder = flatbuffers.Builder(0)
    builder.Finish(root.Pack(builder), b"M001")
    return bytes(builder.Output())


def with_normalisation(content: bytes, name: str, *, mean: float, std: float) -> bytes:
    """Return the network with its normalisation as metadata."""
    model = read_model(content)
    buffer = tflite.BufferT()
    outputs = len(model.subgraphs[0].outputs)
    buffer.data = list(normalisation(name, mean=mean, std=std, outputs=outputs))
    model.buffers.append(buffer)
    entry = tflite.MetadataT()
    entry.name, entry.buffer = b"TFLITE_METADATA", len(model.buffers) - 1
    others = [other for other in model.metadata or [] if bytes(other.name) != entry.name]
    model.metadata = [*others, entry]
    return pack_model(model, size_hint=len(content) + 4096)


def archive(members: dict[str, bytes]) -> bytes:
    """Return a stored zip with a fixed date whose members begin at multiples of 16 bytes.

    The graph maps the members into memory as they lie, so they may not be compressed.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            padding = -(stream.tell() + 30 + len(name)) % MEMBER_ALIGNMENT
            if 0 < padding < EXTRA_FIELD_HEADER:
                padding += MEMBER_ALIGNMENT
            if padding:
                zeros = padding - EXTRA_FIELD_HEADER
                entry.extra = b"\xff\xff" + zeros.to_bytes(2, "little") + bytes(zeros)
            bundle.writestr(entry, content)
    return stream.getvalue()


def build_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return a Tasks bundle of the detector and the pruned landmark network."""
    pruned = without_mask_head(landmarks)
    return archive(
        {
            "pose_detector.tflite": with_normalisation(
                detector, "pose_detector", mean=127.5, std=127.5
            ),
            "pose_landmarks_detector.tflite": with_normalisation(
                pruned, "pose_landmarks", mean=0.0, std=255.0
            ),
        }
    )


def main() -> None:
    """Build every bundle of the manifest."""
    parser = argparse.ArgumentParser(description="Build the pose bundles from the npm package.")
    parser.add_argument("source", type=Path, help="the npm tarball, or the folder it unpacks to")
    parser.add_argument("--out", type=Path, default=HERE, help="where the bundles go")
    arguments = parser.parse_args()
    manifest = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    inputs = read_inputs(arguments.source, list(manifest["source"]["files"]))
    for name, sha256 in manifest["source"]["files"].items():
        check(name, inputs[name], sha256)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for bundle in manifest["bundles"]:
        content = build_bundle(inputs[DETECTOR_FILE], inputs[bundle["landmarks"]])
        check(bundle["file"], content, bundle["sha256"])
        (arguments.out / bundle["file"]).write_bytes(content)
        print(f"{bundle['file']}: {len(content)} bytes, sha256 {bundle['sha256']}")
        if outline := bundle.get("outline"):
            head = mask_head(inputs[bundle["landmarks"]])
            check(outline["file"], head, outline["sha256"])
            (arguments.out / outline["file"]).write_bytes(head)
            print(f"{outline['file']}: {len(head)} bytes, sha256 {outline['sha256']}")


if __name__ == "__main__":
    main()
