"""Reads an event file of ours with TensorBoard's reader (2.21) and writes what it found.

npm run build
node -e "import('../../../dist/run/write-curves.js').then(({ eventFile }) =>
  fs.writeFileSync('events.out.tfevents.0', eventFile(JSON.parse(fs.readFileSync('curve.json')))))"
pip install tensorboard; python make-tensorboard-fixture.py events.out.tfevents.0 > tensorboard.json
"""

import hashlib
import json
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

path = sys.argv[1]
events = [
    {"tag": value.tag, "step": event.step, "wallTime": event.wall_time, "value": value.simple_value}
    for event in LegacyEventFileLoader(path).Load()
    for value in event.summary.value
]
curve = json.loads((Path(__file__).parent / "curve.json").read_text())
sha256 = hashlib.sha256(Path(path).read_bytes()).hexdigest()
print(json.dumps({"curve": curve, "events": events, "sha256": sha256}, indent=1))
