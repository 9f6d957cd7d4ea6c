"""The hotline desk's side of the action server: looking up by number, unit and pinyin, standard replies, tables."""
