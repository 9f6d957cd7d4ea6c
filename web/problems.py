"""Every refusal and failure that the door can answer with: code → status and one Chinese sentence."""

from __future__ import annotations

from typing import Any

from web.errors import Problem

PROBLEMS: dict[str, tuple[int, str]] = {
    "bad_json": (400, "请求内容不是合法的 JSON。"),
    "not_an_object": (400, "请求内容必须是一个 JSON 对象，含 message 或 choice。"),
    "bad_request": (400, "请求的参数不对，请检查后再试。"),
    "message_or_choice": (400, "请给出 message 或 choice，并且只给其中一个。"),
    "not_text": (400, "message 必须是文字。请用一句话输入您的问题。"),
    "empty": (400, "没有收到文字内容。请用一句话输入您的问题。"),
    "too_long": (400, "这条消息太长了，一次最多{limit}个字。请缩短，或分几次提问。"),
    "bad_choice": (400, "这个按钮已经失效，请重新提问，或直接把要问的写出来。"),
    "bad_id": (400, "id 必须是1到64个字母、数字、“-”或“_”。"),
    "bad_rating": (400, "评价要有 useful（true 或 false），reason 可以不写，最多{limit}个字。"),
    "bad_origin": (403, "不接受从这个网站发来的消息。"),
    "desk_empty": (400, "请填写姓名和口令。"),
    "desk_login": (401, "请先登录坐席台。"),
    "desk_wrong": (401, "姓名或口令不对。"),
    "desk_closed": (403, "坐席台没有开放：还没有设置账号，或者这里不是本机。"),
    "desk_role": (403, "您的账号不能做这件事，需要编辑权限。"),
    "not_found": (404, "没有这个地址。"),
    "no_conversation": (404, "没有找到这段对话，可能已经结束。"),
    "page_not_built": (404, "这个页面还没有构建。"),
    "bad_method": (405, "这个地址不支持这种请求方法。"),
    "body_too_slow": (408, "请求内容迟迟没有收完，请重新发送。"),
    "id_used": (409, "这个 id 已经用在另一条消息上，请换一个再发。"),
    "body_too_large": (413, "请求内容太大，最多{limit}字节。"),
    "uri_too_long": (414, "请求地址太长。"),
    "not_json": (415, "请求的 Content-Type 必须是 application/json，内容不能压缩。"),
    "too_many": (429, "提问太频繁了，请过{wait}秒再试。"),
    "desk_locked": (429, "登录失败次数太多，请过{minutes}分钟再试。"),
    "one_at_a_time": (429, "前面的几条消息还没有答完，请等答复出来再发。"),
    "failed": (500, "系统出了故障，这次没能回答。请稍后再发一次。"),
    "busy": (503, "现在提问的人太多，请过几秒再试。"),
    "too_slow": (503, "这次处理超时，没有得到答案。请稍后再发一次。"),
    "unavailable": (503, "问答和检索服务暂时都不可用，这次没能回答。请稍后再试。"),
    "not_a_sheet": (415, "请选一个 xlsx 表格。"),
    "record_unavailable": (503, "记录现在读不出来或写不进去，请稍后再试。"),
    "lookup_unavailable": (503, "检索服务暂时不可用，请稍后再试。"),
    "not_recorded": (503, "评价现在没能记下，请稍后再试。"),
    "not_deleted": (503, "这段对话没能全部删除，请稍后再试一次。"),
    "not_ready": (503, "服务还没有就绪，请稍后再试。"),
}
OF_STATUS = {
    400: "bad_request",
    401: "desk_login",
    403: "bad_origin",
    404: "not_found",
    405: "bad_method",
    422: "bad_request",
}
"""What the framework refuses by itself."""


def problem(code: str, retry_after_s: int | None = None, **facts: object) -> Problem:
    """The problem with this code; `facts` fill the sentence."""
    status, sentence = PROBLEMS[code]
    return Problem(status, code, sentence.format(**facts), retry_after_s)


def problem_of_status(status: int) -> Problem:
    """For a status that the framework chose: its sentence, or the one for a fault of ours."""
    fallback = "bad_request" if 400 <= status < 500 else "failed"
    return problem(OF_STATUS.get(status, fallback))


def problem_body(one: Problem) -> dict[str, Any]:
    """The contract's error shape."""
    return {"error": {"code": one.code, "message": str(one)}}
