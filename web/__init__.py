"""The public door: sessions, limits, chat and look-ups over HTTP. It holds no policy facts and loads no model."""
