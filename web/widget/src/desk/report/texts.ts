/** Every Chinese text of the report of a wrong measure. */

export const REPORT = {
  open: "报告错配",
  lead: "查到的条目不对时告诉编辑。请不要写来电者的姓名和号码。",
  question: "来电的话",
  expected: "应当是",
  example: "例如：第4条，或通知没有写",
  note: "说明（可不写）",
  send: "报告",
  sending: "正在报告",
  sent: "已报告，谢谢。",
};
