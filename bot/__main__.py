"""`python -m bot …` is `rasa …` with one import moved to the front, which makes every start several seconds faster.

skops, which loads the classifier, asks every module loaded so far for each of 765 names: 0.3 s now, 7 s once
TensorFlow is there. `run` also gets our log lines, and loads a model only if it is the one that was trained here.
"""

import sys

import skops.io  # noqa: F401  (the import itself is the point)


def main() -> int:
    """Exit code: 0 stopped, 1 with one sentence on stderr."""
    import rasa.__main__ as rasa_main
    import rasa.utils.io as rasa_io

    from bot.errors import BotError
    from bot.logs import install
    from bot.trained import named_model, require_trained_here

    if sys.argv[1:2] == ["run"]:
        install(rasa_main, rasa_io)
        try:
            require_trained_here(named_model(sys.argv[1:]))
        except BotError as error:
            print(f"yuce: {error}", file=sys.stderr)
            return 1
    rasa_main.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
