// The one style sheet of all pages, inlined so that a page is one request and works without any asset.
// The security policy names it by its hash. Every pair of text and background has a contrast of at least
// 4.5 to 1 in both colour schemes.

import { createHash } from "node:crypto";

export const STYLE = `
:root{color-scheme:light dark;
--page:#f4f5f7;--card:#fff;--text:#1a2029;--quiet:#56606d;--line:#dfe3e8;--strong-line:#8b95a1;
--accent:#0b5cad;--on-accent:#fff;--tint:#eaf2fb;
--good:#17693a;--good-tint:#e6f4ea;--bad:#a3261b;--bad-tint:#fcebe9;--warn:#7a4d00;--warn-tint:#fdf3dc}
@media (prefers-color-scheme:dark){:root{
--page:#11151a;--card:#1a2027;--text:#e7eaee;--quiet:#a5afba;--line:#303843;--strong-line:#77828f;
--accent:#84bdf7;--on-accent:#0b1825;--tint:#1c2c3d;
--good:#7fd39b;--good-tint:#16301f;--bad:#ff9d92;--bad-tint:#3a1c19;--warn:#f0c26b;--warn-tint:#352a12}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;
overflow-wrap:break-word}
a{color:var(--accent)}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .5rem;letter-spacing:-.01em}
:lang(ar) h1{letter-spacing:0}
h2{font-size:1rem;margin:2rem 0 .5rem}
.card>h2:first-child{margin-top:0}
.card>:last-child{margin-bottom:0}
p[dir=auto]{text-align:-webkit-match-parent;text-align:match-parent}
p{margin:0 0 1rem}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875em}
pre{margin:0;padding:.75rem 1rem;background:var(--page);border:1px solid var(--line);
border-radius:8px;white-space:pre-wrap}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.quiet{color:var(--quiet)}
.small{font-size:.875rem}
.top{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:center;padding:.75rem 1rem;margin:0 auto;max-width:48rem}
.wide .top,.wide main{max-width:72rem}
.brand{font-weight:650;color:var(--text);text-decoration:none;margin-inline-end:auto}
.brand::before{content:"";display:inline-block;width:.7em;height:.7em;margin-inline-end:.5em;border-radius:3px;background:var(--accent)}
.top nav{display:flex;gap:.25rem}
.top nav a{padding:.3rem .7rem;border-radius:999px;text-decoration:none;color:var(--quiet)}
.top nav a[aria-current]{background:var(--tint);color:var(--accent);font-weight:600}
main{max-width:48rem;margin:0 auto;padding:0 1rem 3rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.25rem;margin:.5rem 0 1rem}
@media (min-width:40rem){.card{padding:2rem}main{padding:0 1.5rem 4rem}.top{padding:1rem 1.5rem}}
.kicker{color:var(--quiet);font-size:.875rem;margin:0 0 .35rem}
.lead{font-size:1.0625rem;white-space:pre-line}
.notice{border:1px solid transparent;border-radius:10px;padding:.75rem 1rem;margin:0 0 1rem;background:var(--tint)}
.notice.bad{background:var(--bad-tint);color:var(--bad)}
.notice.good{background:var(--good-tint);color:var(--good)}
.notice.warn{background:var(--warn-tint);color:var(--warn)}
.notice p:last-child{margin:0}
dl.fields+p{margin-top:1rem}
dl.fields{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.4rem 1.25rem;margin:0}
dl.fields dt{color:var(--quiet);hyphens:auto}
dl.fields dd{margin:0;min-width:0;white-space:pre-line;overflow-wrap:anywhere}
@media (max-width:26rem){dl.fields{grid-template-columns:minmax(6rem,30%) 1fr;column-gap:.8rem}dl.fields dt{font-size:.9375rem}}
.story{list-style:none;margin:0;padding:0}
.story li{padding-inline-start:.9rem;border-inline-start:3px solid var(--line);margin-bottom:.9rem}
.story strong{font-weight:600}
.story p{margin:.15rem 0 0;white-space:pre-line;overflow-wrap:anywhere}
.story .quiet{display:block;font-size:.875rem}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th{text-align:start;font-size:.8125rem;font-weight:600;color:var(--quiet);padding-block:.4rem;padding-inline:0 .75rem;
border-bottom:1px solid var(--strong-line);vertical-align:bottom}
td{padding-block:.55rem;padding-inline:0 .75rem;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-inline-end:0}
.number{text-align:end;white-space:nowrap}
@media (max-width:40rem){
table.stack,.stack tbody,.stack tr,.stack td{display:block;width:100%}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack tr{padding:.6rem 0;border-bottom:1px solid var(--line)}
.stack td{display:flex;gap:1rem;justify-content:space-between;border:0;padding:.15rem 0;text-align:end}
.stack td::before{content:attr(data-label);color:var(--quiet);text-align:start;flex:none;max-width:50%}
.stack td.number{white-space:normal}
.stack td.title{display:block;text-align:start;font-weight:600}
.stack td.title::before,.stack td.tick::before{content:none}
.stack tr:has(td.tick){position:relative;padding-inline-start:2.5rem}
.stack td.tick{position:absolute;inset-inline-start:0;width:auto}
.stack td,.stack td *{min-width:0;overflow-wrap:anywhere}}
fieldset{border:0;padding:0;margin:0 0 1.25rem;min-width:0}
legend{padding:0;font-weight:600;margin-bottom:.6rem}
.choice{display:flex;flex-wrap:wrap;align-items:center;gap:.85rem;min-height:3.5rem;padding:.75rem 1rem;margin-bottom:.6rem;
border:1.5px solid var(--strong-line);border-radius:12px;font-size:1.0625rem;font-weight:600;cursor:pointer}
.choice:has(input:checked){border-color:var(--accent);background:var(--tint);box-shadow:inset 0 0 0 1px var(--accent)}
.choice input{width:1.35rem;height:1.35rem;margin:0;flex:none;accent-color:var(--accent)}
.choice>span:first-of-type{flex:1 0 auto;max-width:calc(100% - 2.5rem)}
.choice .tag{margin-inline-start:auto;font-size:.8125rem;font-weight:500;color:var(--accent);text-align:end}
.choice.followed{border-style:dashed;border-color:var(--accent)}
@media (min-width:40rem){.choices{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}.choices legend{grid-column:1/-1}.choices .choice{margin:0}}
label.block{display:block;font-weight:600;margin-bottom:.35rem}
.choice+label.block{margin-top:1.25rem}
textarea,select,input[type=text]{width:100%;font:inherit;color:inherit;background:var(--card);padding:.65rem .8rem;
border:1.5px solid var(--strong-line);border-radius:10px}
textarea{min-height:5.5rem;resize:vertical}
textarea,form#decide input[type=text],form#decide select,form.action>input[type=text]{margin-bottom:1.25rem}
button{display:inline-block;font:inherit;font-weight:600;border:0;border-radius:10px;padding:.8rem 1.5rem;min-height:3rem;
background:var(--accent);color:var(--on-accent);cursor:pointer;text-decoration:none}
button.full{width:100%}
@media (min-width:40rem){button.full{width:auto;min-width:14rem}}
button.plain{min-height:0;padding:.6rem 1rem}
button.quiet{background:none;color:var(--accent);border:1.5px solid var(--strong-line)}
.away{position:absolute;inset-inline-start:-100vw;width:1px;height:1px;overflow:hidden}
.badge{display:inline-block;border:1px solid transparent;padding:.1rem .6rem;border-radius:999px;font-size:.8125rem;font-weight:600;white-space:nowrap;background:var(--tint);color:var(--accent)}
.badge.good{background:var(--good-tint);color:var(--good)}
.badge.bad{background:var(--bad-tint);color:var(--bad)}
.badge.warn{background:var(--warn-tint);color:var(--warn)}
.filters{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin-bottom:1rem}
form.action>fieldset{margin-top:1.5rem}
table+p{margin-top:1rem}
.filters label{font-size:.8125rem;color:var(--quiet)}
.filters select,.filters input{display:block;width:9.75rem;padding:.5rem .7rem;color:var(--text);font-size:1rem}
@media (max-width:40rem){.filters label{flex:1 1 8.5rem}.filters select,.filters input{width:100%}}
.head h1{margin:0}
.head{margin-bottom:.75rem;display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;justify-content:space-between}
:dir(rtl) .arrow{display:inline-block;transform:scaleX(-1)}
td input[type=checkbox]{width:1.35rem;height:1.35rem;margin:0;accent-color:var(--accent)}
.languages{max-width:48rem;margin:0 auto;padding:0 1rem 2rem}
.languages form{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem .75rem;color:var(--quiet);font-size:.875rem}
.languages select{width:auto;padding:.4rem .6rem;color:var(--text)}
.languages button{padding:.4rem .9rem;font-weight:500}
@media (min-width:40rem){.languages{padding:0 1.5rem 3rem}}
.paging{display:flex;gap:1rem;justify-content:space-between;margin:1rem 0 0}
ol.steps{list-style:none;margin:0;padding:0}
ol.steps li{position:relative;padding-block:0 1rem;padding-inline-start:1.75rem}
ol.steps li::before{content:"";position:absolute;inset-inline-start:.15rem;top:.42rem;border:.35rem solid var(--good);border-radius:50%}
ol.steps li::after{content:"";position:absolute;inset-inline-start:.46rem;top:1.3rem;bottom:-.2rem;width:2px;background:var(--line)}
ol.steps li:last-child::after{display:none}
ol.steps li:last-child{padding-bottom:0}
ol.steps li.open::before{width:.7rem;height:.7rem;border:3px solid var(--warn)}
ol.steps li.failed::before{border-color:var(--bad)}
details{margin-top:.5rem}
form.action{margin:.75rem 0 1rem}
form+p{margin-top:1.25rem}
section>details{margin-top:1.5rem}
.timeline{margin-bottom:1rem}
.timeline summary{min-height:1.5rem}
.timeline .story{margin-top:.9rem}
td details{margin:0}
details>h1{margin-top:.75rem}
details summary{cursor:pointer;color:var(--accent)}
details summary+h1{margin-top:.5rem}
details pre{margin-top:.5rem}
iframe{width:100%;height:46rem;border:1px solid var(--line);border-radius:10px;background:#fff}
`;

/** As a Content-Security-Policy names the style sheet. */
export const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;
