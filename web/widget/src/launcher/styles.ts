/** Styles of button and frame, inside the shadow root; `all: initial` keeps inherited ones out, and nothing is inherited that a page can force. */
export const STYLES = `
:host{all:initial;position:static}
.launcher{position:fixed;z-index:2147483000;right:24px;bottom:24px;display:flex;gap:10px;align-items:center;
min-height:56px;padding:0 22px 0 18px;border:1px solid #fff;border-radius:6px;background:#17497f;color:#fff;font:600 17px/1.4 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;
cursor:pointer;box-shadow:0 2px 10px rgb(15 35 60/.28)}
.launcher:hover{background:#0f3763}
.launcher:focus-visible{outline:3px solid #17497f;outline-offset:3px}
.launcher svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.panel{position:fixed;z-index:2147483001;right:24px;bottom:96px;width:430px;max-width:calc(100vw - 48px);
height:min(740px,calc(100vh - 120px));border:1px solid #b9c3cf;border-radius:8px;overflow:hidden;background:#fff;
box-shadow:0 8px 32px rgb(15 35 60/.22)}
.panel[hidden]{display:none}
iframe{display:block;width:100%;height:100%;border:0}
.edge{position:absolute;width:1px;height:1px;overflow:hidden}
:host([data-side=left]) .launcher,:host([data-side=left]) .panel{right:auto;left:24px}
@media (max-width:640px){
.launcher{right:16px;bottom:16px}
:host([data-side=left]) .launcher{left:16px}
.panel,:host([data-side=left]) .panel{inset:0;width:100%;max-width:none;height:100%;border:0;border-radius:0}
}
@media print{.launcher,.panel{display:none}}
`;
