// Mail programs drop style sheets and much of layout: what must hold at any width stands inline. Sheets are
// for what is a gain where they are understood: dark mode, and tables that become lists on a phone.

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = "#1a2029";
const QUIET = "#5a6472";
const LINE = "#e0e4e9";
const BRAND = "#0b5cad";

/** Without the side that text begins at, which depends on the language. */
export const STYLES = {
  page: "margin:0;padding:0;background-color:#f4f5f7;-webkit-text-size-adjust:100%",
  frame: `max-width:600px;background-color:#ffffff;border:1px solid ${LINE};border-radius:12px`,
  hidden:
    "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;font-size:1px;line-height:1px",
  occasion: `${FONT};font-size:14px;line-height:20px;color:${QUIET};margin:0 0 8px`,
  heading: `${FONT};font-size:22px;line-height:28px;color:${INK};margin:0 0 16px;font-weight:600;word-break:break-word`,
  text: `${FONT};font-size:16px;line-height:24px;color:${INK};margin:0 0 16px;white-space:pre-line;word-break:break-word`,
  small: `${FONT};font-size:13px;line-height:19px;color:${QUIET};margin:0 0 8px`,
  subheading: `${FONT};font-size:16px;line-height:22px;color:${INK};font-weight:600;margin:24px 0 4px`,
  label: `${FONT};font-size:14px;line-height:20px;color:${QUIET};padding:4px 0;vertical-align:top;font-weight:normal`,
  value: `${FONT};font-size:14px;line-height:20px;color:${INK};padding:4px 0;vertical-align:top;white-space:pre-line;word-break:break-word`,
  head: `${FONT};font-size:12px;line-height:16px;color:${QUIET};padding:8px 4px 6px;border-bottom:1px solid #c9d0d9;vertical-align:bottom;font-weight:normal`,
  cell: `${FONT};font-size:14px;line-height:20px;color:${INK};padding:8px 4px;border-bottom:1px solid ${LINE};vertical-align:top`,
  code: "font-family:Consolas,Menlo,monospace;font-size:20px;line-height:24px;letter-spacing:2px;white-space:nowrap",
  button: `${FONT};display:inline-block;font-size:16px;line-height:20px;font-weight:600;text-decoration:none;padding:12px 24px;border-radius:8px;border:1px solid ${BRAND}`,
  link: `${FONT};font-size:13px;line-height:19px;color:${BRAND};text-decoration:underline`,
  item: `padding:16px 0;border-bottom:1px solid ${LINE}`,
} as const;

/** Told apart by their fill, not by a colour that argues for one. */
export const BUTTONS = {
  first: { background: BRAND, ink: "#ffffff" },
  other: { background: "#ffffff", ink: BRAND },
} as const;

/**
 * Dark mode twice: as browsers and Apple Mail ask for it, and as Outlook on the web marks it. In a phone's
 * width the rows of a table become lists.
 */
export const SHEET = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background-color:#14181d!important}
.frame{background-color:#1d2329!important;border-color:#38414b!important}
.ink{color:#eef1f4!important}
.quiet{color:#aab4bf!important}
.line{border-color:#38414b!important}
.link{color:#8ec1f5!important}
.first,.first a{background-color:#2f7dcc!important;border-color:#2f7dcc!important;color:#ffffff!important}
.other,.other a{background-color:#1d2329!important;border-color:#8ec1f5!important;color:#8ec1f5!important}}
[data-ogsc] .ink{color:#eef1f4!important}
[data-ogsc] .quiet{color:#aab4bf!important}
[data-ogsc] .link,[data-ogsc] .other a{color:#8ec1f5!important}
@media only screen and (max-width:520px){
.pad{padding:24px 18px!important}
.rows,.rows tbody,.rows tr,.rows td{display:block!important;width:auto!important}
.rows .head{display:none!important}
.rows tr{padding:8px 0!important;border-bottom-width:1px!important;border-bottom-style:solid!important}
.rows td{text-align:start!important;white-space:normal!important;border:0!important;padding:1px 0!important}
.rows .label{display:inline!important}
.actions,.actions table{width:100%!important}
.actions td{display:block!important;padding:0 0 10px!important}
.actions table td{padding:0!important}
.actions a{display:block!important;text-align:center!important}}`;
