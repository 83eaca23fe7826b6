"""`scripts/bench`: sets up what the tests need too, then measures inside that environment."""

import subprocess
import sys

from scripts.environment import PYTHON, ROOT, Failed, alone, compile_translations, ensure, plain_environment


def main(arguments: list[str]) -> int:
    """Sets up and measures; returns the exit code."""
    try:
        with alone():
            ensure("requirements.txt", "requirements-dev.txt")
            compile_translations()
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    command = [str(PYTHON), "-m", "scripts.benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, env=plain_environment()).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
