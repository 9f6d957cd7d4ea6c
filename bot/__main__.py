"""`python -m bot …` is `rasa …` with one import moved to the front, which makes every start several seconds faster.

skops, which loads the classifier, asks every module loaded so far for each of 765 names: 0.3 s now, 7 s once
TensorFlow is there.
"""

import skops.io  # noqa: F401  (the import itself is the point)
from rasa.__main__ import main

if __name__ == "__main__":
    main()
