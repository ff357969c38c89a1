#!/bin/sh
# Imports each model of `timm_architectures.py models FOLDER` and compares its logits with timm's.
#   compare_architectures.sh FOLDER > timm-architectures.txt
# Ends with exit code 1 where one differs.
folder=$1
made=$(mktemp -d)
trap 'rm -r "$made"' EXIT
wrong=0
for outputs in "$folder"/*-outputs; do
  name=$(basename "${outputs%-outputs}")
  said=$(${VMOE_BENCH:-npx vmoe-bench} import "$folder/$name" -o "$made/$name" --check "$outputs" 2>&1) || wrong=1
  echo "$name: $(echo "$said" | grep -v '^  ' | tail -1)"
  rm -rf "${made:?}/$name"
done
exit $wrong
