"""How right is it? Measures of who said what and when, against a reference."""

from .account import Account, SaidWord
from .read import read_account
from .score import Rules, Scores, score

__all__ = ["Account", "Rules", "SaidWord", "Scores", "read_account", "score"]
