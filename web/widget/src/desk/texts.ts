/** Every Chinese text of the desk's shell. Each pane has a file of its own. */

export const DESK = {
  name: "渝策问",
  role: "坐席台",
  skip: "跳到正文",
  tabs: { lookup: "查条目", unanswered: "未答上", figures: "数据" },
  tabList: "坐席台的页面",
  offline: "网络连接断了，或者服务没有响应，请稍后再试。",
  failed: "这次没有成功，请稍后再试。",
  loading: "正在打开坐席台",
  again: "再试一次",
  login: "登录坐席台",
  loginLead: "坐席和编辑人员使用。账号由系统管理员设置。",
  user: "姓名",
  password: "口令",
  enter: "登录",
  entering: "正在登录",
  leave: "退出",
  expired: "登录已过期，请重新登录。",
  roles: { operator: "坐席", editor: "编辑" },
  openDesk: "本机使用，未设口令",
  soon: "这一页还没有内容。",
};
