"""What of a message is searched for: all but personal data, which is nobody's question. Pure."""

from __future__ import annotations

import re

from actions.masking import LABELS, masked

# 我的电话［电话］: the caller's own, not what is asked for
_LABELLED = re.compile(
    r"(?:我的?|本人)?(?:手机号码?|电话号码?|手机|电话|座机|身份证号?码?|卡号|账号|微信号?|邮箱|号码|联系方式)?"
    r"[是为:：\s]{0,3}(?:" + "|".join(re.escape(label) for label in LABELS) + ")"
)


def without_personal_data(text: str) -> str:
    """`text` without personal data and the words before it: what is left to search for; unchanged where that is nothing."""
    labelled = masked(text)
    if labelled == text:
        return text
    left = _LABELLED.sub(" ", labelled)
    return left if any(sign.isalnum() for sign in left) else text
