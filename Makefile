# Thin aliases; the two commands are ./start and ./test.
.PHONY: run test check bench docs lock lock-check

run:
	./start

test:
	./test

check:
	./test --check

bench: .venv
	.venv/bin/python -m bench

docs:
	@ls README.md docs/*.md docs/decisions/*.md

# Choose new versions within requirements/*.in and package.json.
lock: .venv
	.venv/bin/python -m ops.lock write

# Slow: ask the registry whether every supported platform gets wheels only.
lock-check: .venv
	.venv/bin/python -m ops.lock check

.venv:
	./test --check
