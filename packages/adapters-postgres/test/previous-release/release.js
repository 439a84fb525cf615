var Nc=Object.create;var ai=Object.defineProperty;var Pc=Object.getOwnPropertyDescriptor;var Dc=Object.getOwnPropertyNames;var $c=Object.getPrototypeOf,qc=Object.prototype.hasOwnProperty;var li=(t=>typeof require<"u"?require:typeof Proxy<"u"?new Proxy(t,{get:(e,n)=>(typeof require<"u"?require:e)[n]}):t)(function(t){if(typeof require<"u")return require.apply(this,arguments);throw Error('Dynamic require of "'+t+'" is not supported')});var A=(t,e)=>()=>(e||t((e={exports:{}}).exports,e),e.exports);var Lc=(t,e,n,r)=>{if(e&&typeof e=="object"||typeof e=="function")for(let o of Dc(e))!qc.call(t,o)&&o!==n&&ai(t,o,{get:()=>e[o],enumerable:!(r=Pc(e,o))||r.enumerable});return t};var ui=(t,e,n)=>(n=t!=null?Nc($c(t)):{},Lc(e||!t||!t.__esModule?ai(n,"default",{value:t,enumerable:!0}):n,t));var vi=A(xi=>{"use strict";Object.defineProperty(xi,"__esModule",{value:!0})});var Me=A(vn=>{"use strict";Object.defineProperty(vn,"__esModule",{value:!0});vn.CronField=void 0;var vo=class t{#e=!1;#t=!1;#n=!1;#r=[];options={rawValue:""};static get min(){throw new Error("min must be overridden")}static get max(){throw new Error("max must be overridden")}static get chars(){return Object.freeze([])}static isValidChar(e){return this.chars.includes(e)}static get validChars(){return/^[?,*\dH/-]+$|^.*H\(\d+-\d+\)\/\d+.*$|^.*H\(\d+-\d+\).*$|^.*H\/\d+.*$/}static get constraints(){return{min:this.min,max:this.max,chars:this.chars,validChars:this.validChars}}constructor(e,n={rawValue:""}){if(!Array.isArray(e))throw new Error(`${this.constructor.name} Validation error, values is not an array`);if(!(e.length>0))throw new Error(`${this.constructor.name} Validation error, values contains no values`);this.options={...n,rawValue:n.rawValue??""},this.#r=[...e].sort(t.sorter),this.#n=this.options.wildcard!==void 0?this.options.wildcard:this.#o(),this.#e=this.options.rawValue.includes("L")||e.includes("L"),this.#t=this.options.rawValue.includes("?")||e.includes("?")}get min(){return this.constructor.min}get max(){return this.constructor.max}get chars(){return this.constructor.chars}get hasLastChar(){return this.#e}get hasQuestionMarkChar(){return this.#t}get isWildcard(){return this.#n}get values(){return this.#r}static sorter(e,n){let r=typeof e=="number",o=typeof n=="number";return r&&o?e-n:!r&&!o?e.localeCompare(n):r?-1:1}static findNearestValueInList(e,n,r){if(r){for(let o=e.length-1;o>=0;o--)if(e[o]<n)return e[o];return null}for(let o=0;o<e.length;o++)if(e[o]>n)return e[o];return null}findNearestValue(e,n){return this.constructor.findNearestValueInList(this.values,e,n)}serialize(){return{wildcard:this.#n,values:this.#r}}validate(){let e,n=this.chars.length>0?` or chars ${this.chars.join("")}`:"",r=this.constructor,o=a=>(e=a,typeof a=="number"?a>=this.min&&a<=this.max:r.isValidChar(a));if(!this.#r.every(o))throw new Error(`${this.constructor.name} Validation error, got value ${e} expected range ${this.min}-${this.max}${n}`);let i=this.#r.find((a,l)=>this.#r.indexOf(a)!==l);if(i!==void 0)throw new Error(`${this.constructor.name} Validation error, duplicate values found: ${i}`)}#o(){return this.options.rawValue.length>0?["*","?"].includes(this.options.rawValue):Array.from({length:this.max-this.min+1},(e,n)=>n+this.min).every(e=>this.#r.includes(e))}};vn.CronField=vo});var el=A(K=>{"use strict";Object.defineProperty(K,"__esModule",{value:!0});var xe=class extends Error{},No=class extends xe{constructor(e){super(`Invalid DateTime: ${e.toMessage()}`)}},Po=class extends xe{constructor(e){super(`Invalid Interval: ${e.toMessage()}`)}},Do=class extends xe{constructor(e){super(`Invalid Duration: ${e.toMessage()}`)}},Te=class extends xe{},In=class extends xe{constructor(e){super(`Invalid unit ${e}`)}},O=class extends xe{},ge=class extends xe{constructor(){super("Zone is an abstract class")}},p="numeric",ce="short",Z="long",Cn={year:p,month:p,day:p},ta={year:p,month:ce,day:p},Xc={year:p,month:ce,day:p,weekday:ce},na={year:p,month:Z,day:p},ra={year:p,month:Z,day:p,weekday:Z},oa={hour:p,minute:p},sa={hour:p,minute:p,second:p},ia={hour:p,minute:p,second:p,timeZoneName:ce},aa={hour:p,minute:p,second:p,timeZoneName:Z},la={hour:p,minute:p,hourCycle:"h23"},ua={hour:p,minute:p,second:p,hourCycle:"h23"},da={hour:p,minute:p,second:p,hourCycle:"h23",timeZoneName:ce},ca={hour:p,minute:p,second:p,hourCycle:"h23",timeZoneName:Z},ma={year:p,month:p,day:p,hour:p,minute:p},fa={year:p,month:p,day:p,hour:p,minute:p,second:p},ha={year:p,month:ce,day:p,hour:p,minute:p},pa={year:p,month:ce,day:p,hour:p,minute:p,second:p},em={year:p,month:ce,day:p,weekday:ce,hour:p,minute:p},ya={year:p,month:Z,day:p,hour:p,minute:p,timeZoneName:ce},ga={year:p,month:Z,day:p,hour:p,minute:p,second:p,timeZoneName:ce},wa={year:p,month:Z,day:p,weekday:Z,hour:p,minute:p,timeZoneName:Z},_a={year:p,month:Z,day:p,weekday:Z,hour:p,minute:p,second:p,timeZoneName:Z},Ce=class{get type(){throw new ge}get name(){throw new ge}get ianaName(){return this.name}get isUniversal(){throw new ge}offsetName(e,n){throw new ge}formatOffset(e,n){throw new ge}offset(e){throw new ge}equals(e){throw new ge}get isValid(){throw new ge}},Eo=null,Vt=class t extends Ce{static get instance(){return Eo===null&&(Eo=new t),Eo}get type(){return"system"}get name(){return new Intl.DateTimeFormat().resolvedOptions().timeZone}get isUniversal(){return!1}offsetName(e,{format:n,locale:r}){return Oa(e,n,r)}formatOffset(e,n){return Wt(this.offset(e),n)}offset(e){return-new Date(e).getTimezoneOffset()}equals(e){return e.type==="system"}get isValid(){return!0}},$o=new Map;function tm(t){let e=$o.get(t);return e===void 0&&(e=new Intl.DateTimeFormat("en-US",{hour12:!1,timeZone:t,year:"numeric",month:"2-digit",day:"2-digit",hour:"2-digit",minute:"2-digit",second:"2-digit",era:"short"}),$o.set(t,e)),e}var nm={year:0,month:1,day:2,era:3,hour:4,minute:5,second:6};function rm(t,e){let n=t.format(e).replace(/\u200E/g,""),r=/(\d+)\/(\d+)\/(\d+) (AD|BC),? (\d+):(\d+):(\d+)/.exec(n),[,o,s,i,a,l,u,d]=r;return[i,o,s,a,l,u,d]}function om(t,e){let n=t.formatToParts(e),r=[];for(let o=0;o<n.length;o++){let{type:s,value:i}=n[o],a=nm[s];s==="era"?r[a]=i:y(a)||(r[a]=parseInt(i,10))}return r}var Ro=new Map,ve=class t extends Ce{static create(e){let n=Ro.get(e);return n===void 0&&Ro.set(e,n=new t(e)),n}static resetCache(){Ro.clear(),$o.clear()}static isValidSpecifier(e){return this.isValidZone(e)}static isValidZone(e){if(!e)return!1;try{return new Intl.DateTimeFormat("en-US",{timeZone:e}).format(),!0}catch{return!1}}constructor(e){super(),this.zoneName=e,this.valid=t.isValidZone(e)}get type(){return"iana"}get name(){return this.zoneName}get isUniversal(){return!1}offsetName(e,{format:n,locale:r}){return Oa(e,n,r,this.name)}formatOffset(e,n){return Wt(this.offset(e),n)}offset(e){if(!this.valid)return NaN;let n=new Date(e);if(isNaN(n))return NaN;let r=tm(this.name),[o,s,i,a,l,u,d]=r.formatToParts?om(r,n):rm(r,n);a==="BC"&&(o=-Math.abs(o)+1);let f=Hn({year:o,month:s,day:i,hour:l===24?0:l,minute:u,second:d,millisecond:0}),h=+n,g=h%1e3;return h-=g>=0?g:1e3+g,(f-h)/(60*1e3)}equals(e){return e.type==="iana"&&e.name===this.name}get isValid(){return this.valid}},Ei={};function sm(t,e={}){let n=JSON.stringify([t,e]),r=Ei[n];return r||(r=new Intl.ListFormat(t,e),Ei[n]=r),r}var qo=new Map;function Lo(t,e={}){let n=JSON.stringify([t,e]),r=qo.get(n);return r===void 0&&(r=new Intl.DateTimeFormat(t,e),qo.set(n,r)),r}var Ho=new Map;function im(t,e={}){let n=JSON.stringify([t,e]),r=Ho.get(n);return r===void 0&&(r=new Intl.NumberFormat(t,e),Ho.set(n,r)),r}var Fo=new Map;function am(t,e={}){let{base:n,...r}=e,o=JSON.stringify([t,r]),s=Fo.get(o);return s===void 0&&(s=new Intl.RelativeTimeFormat(t,e),Fo.set(o,s)),s}var Ht=null;function lm(){return Ht||(Ht=new Intl.DateTimeFormat().resolvedOptions().locale,Ht)}var Jo=new Map;function ba(t){let e=Jo.get(t);return e===void 0&&(e=new Intl.DateTimeFormat(t).resolvedOptions(),Jo.set(t,e)),e}var Wo=new Map;function um(t){let e=Wo.get(t);if(!e){let n=new Intl.Locale(t);e="getWeekInfo"in n?n.getWeekInfo():n.weekInfo,"minimalDays"in e||(e={...ka,...e}),Wo.set(t,e)}return e}function dm(t){let e=t.indexOf("-x-");e!==-1&&(t=t.substring(0,e));let n=t.indexOf("-u-");if(n===-1)return[t];{let r,o;try{r=Lo(t).resolvedOptions(),o=t}catch{let l=t.substring(0,n);r=Lo(l).resolvedOptions(),o=l}let{numberingSystem:s,calendar:i}=r;return[o,s,i]}}function cm(t,e,n){return(n||e)&&(t.includes("-u-")||(t+="-u"),n&&(t+=`-ca-${n}`),e&&(t+=`-nu-${e}`)),t}function mm(t){let e=[];for(let n=1;n<=12;n++){let r=S.utc(2009,n,1);e.push(t(r))}return e}function fm(t){let e=[];for(let n=1;n<=7;n++){let r=S.utc(2016,11,13+n);e.push(t(r))}return e}function En(t,e,n,r){let o=t.listingMode();return o==="error"?null:o==="en"?n(e):r(e)}function hm(t){return t.numberingSystem&&t.numberingSystem!=="latn"?!1:t.numberingSystem==="latn"||!t.locale||t.locale.startsWith("en")||ba(t.locale).numberingSystem==="latn"}var Vo=class{constructor(e,n,r){this.padTo=r.padTo||0,this.floor=r.floor||!1;let{padTo:o,floor:s,...i}=r;if(!n||Object.keys(i).length>0){let a={useGrouping:!1,...r};r.padTo>0&&(a.minimumIntegerDigits=r.padTo),this.inf=im(e,a)}}format(e){if(this.inf){let n=this.floor?Math.floor(e):e;return this.inf.format(n)}else{let n=this.floor?Math.floor(e):ts(e,3);return R(n,this.padTo)}}},Uo=class{constructor(e,n,r){this.opts=r,this.originalZone=void 0;let o;if(this.opts.timeZone)this.dt=e;else if(e.zone.type==="fixed"){let i=-1*(e.offset/60),a=i>=0?`Etc/GMT+${i}`:`Etc/GMT${i}`;e.offset!==0&&ve.create(a).valid?(o=a,this.dt=e):(o="UTC",this.dt=e.offset===0?e:e.setZone("UTC").plus({minutes:e.offset}),this.originalZone=e.zone)}else e.zone.type==="system"?this.dt=e:e.zone.type==="iana"?(this.dt=e,o=e.zone.name):(o="UTC",this.dt=e.setZone("UTC").plus({minutes:e.offset}),this.originalZone=e.zone);let s={...this.opts};s.timeZone=s.timeZone||o,this.dtf=Lo(n,s)}format(){return this.originalZone?this.formatToParts().map(({value:e})=>e).join(""):this.dtf.format(this.dt.toJSDate())}formatToParts(){let e=this.dtf.formatToParts(this.dt.toJSDate());return this.originalZone?e.map(n=>{if(n.type==="timeZoneName"){let r=this.originalZone.offsetName(this.dt.ts,{locale:this.dt.locale,format:this.opts.timeZoneName});return{...n,value:r}}else return n}):e}resolvedOptions(){return this.dtf.resolvedOptions()}},zo=class{constructor(e,n,r){this.opts={style:"long",...r},!n&&Ma()&&(this.rtf=am(e,r))}format(e,n){return this.rtf?this.rtf.format(e,n):Pm(n,e,this.opts.numeric,this.opts.style!=="long")}formatToParts(e,n){return this.rtf?this.rtf.formatToParts(e,n):[]}},ka={firstDay:1,minimalDays:4,weekend:[6,7]},b=class t{static fromOpts(e){return t.create(e.locale,e.numberingSystem,e.outputCalendar,e.weekSettings,e.defaultToEN)}static create(e,n,r,o,s=!1){let i=e||k.defaultLocale,a=i||(s?"en-US":lm()),l=n||k.defaultNumberingSystem,u=r||k.defaultOutputCalendar,d=Go(o)||k.defaultWeekSettings;return new t(a,l,u,d,i)}static resetCache(){Ht=null,qo.clear(),Ho.clear(),Fo.clear(),Jo.clear(),Wo.clear()}static fromObject({locale:e,numberingSystem:n,outputCalendar:r,weekSettings:o}={}){return t.create(e,n,r,o)}constructor(e,n,r,o,s){let[i,a,l]=dm(e);this.locale=i,this.numberingSystem=n||a||null,this.outputCalendar=r||l||null,this.weekSettings=o,this.intl=cm(this.locale,this.numberingSystem,this.outputCalendar),this.weekdaysCache={format:{},standalone:{}},this.monthsCache={format:{},standalone:{}},this.meridiemCache=null,this.eraCache={},this.specifiedLocale=s,this.fastNumbersCached=null}get fastNumbers(){return this.fastNumbersCached==null&&(this.fastNumbersCached=hm(this)),this.fastNumbersCached}listingMode(){let e=this.isEnglish(),n=(this.numberingSystem===null||this.numberingSystem==="latn")&&(this.outputCalendar===null||this.outputCalendar==="gregory");return e&&n?"en":"intl"}clone(e){return!e||Object.getOwnPropertyNames(e).length===0?this:t.create(e.locale||this.specifiedLocale,e.numberingSystem||this.numberingSystem,e.outputCalendar||this.outputCalendar,Go(e.weekSettings)||this.weekSettings,e.defaultToEN||!1)}redefaultToEN(e={}){return this.clone({...e,defaultToEN:!0})}redefaultToSystem(e={}){return this.clone({...e,defaultToEN:!1})}months(e,n=!1){return En(this,e,Ca,()=>{let r=this.intl==="ja"||this.intl.startsWith("ja-");n&=!r;let o=n?{month:e,day:"numeric"}:{month:e},s=n?"format":"standalone";if(!this.monthsCache[s][e]){let i=r?a=>this.dtFormatter(a,o).format():a=>this.extract(a,o,"month");this.monthsCache[s][e]=mm(i)}return this.monthsCache[s][e]})}weekdays(e,n=!1){return En(this,e,Da,()=>{let r=n?{weekday:e,year:"numeric",month:"long",day:"numeric"}:{weekday:e},o=n?"format":"standalone";return this.weekdaysCache[o][e]||(this.weekdaysCache[o][e]=fm(s=>this.extract(s,r,"weekday"))),this.weekdaysCache[o][e]})}meridiems(){return En(this,void 0,()=>$a,()=>{if(!this.meridiemCache){let e={hour:"numeric",hourCycle:"h12"};this.meridiemCache=[S.utc(2016,11,13,9),S.utc(2016,11,13,19)].map(n=>this.extract(n,e,"dayperiod"))}return this.meridiemCache})}eras(e){return En(this,e,qa,()=>{let n={era:e};return this.eraCache[e]||(this.eraCache[e]=[S.utc(-40,1,1),S.utc(2017,1,1)].map(r=>this.extract(r,n,"era"))),this.eraCache[e]})}extract(e,n,r){let o=this.dtFormatter(e,n),s=o.formatToParts(),i=s.find(a=>a.type.toLowerCase()===r);return i?i.value:null}numberFormatter(e={}){return new Vo(this.intl,e.forceSimple||this.fastNumbers,e)}dtFormatter(e,n={}){return new Uo(e,this.intl,n)}relFormatter(e={}){return new zo(this.intl,this.isEnglish(),e)}listFormatter(e={}){return sm(this.intl,e)}isEnglish(){return this.locale==="en"||this.locale.toLowerCase()==="en-us"||ba(this.intl).locale.startsWith("en-us")}getWeekSettings(){return this.weekSettings?this.weekSettings:Aa()?um(this.locale):ka}getStartOfWeek(){return this.getWeekSettings().firstDay}getMinDaysInFirstWeek(){return this.getWeekSettings().minimalDays}getWeekendDays(){return this.getWeekSettings().weekend}equals(e){return this.locale===e.locale&&this.numberingSystem===e.numberingSystem&&this.outputCalendar===e.outputCalendar}toString(){return`Locale(${this.locale}, ${this.numberingSystem}, ${this.outputCalendar})`}},jo=null,Y=class t extends Ce{static get utcInstance(){return jo===null&&(jo=new t(0)),jo}static instance(e){return e===0?t.utcInstance:new t(e)}static parseSpecifier(e){if(e){let n=e.match(/^utc(?:([+-]\d{1,2})(?::(\d{2}))?)?$/i);if(n)return new t(Fn(n[1],n[2]))}return null}constructor(e){super(),this.fixed=e}get type(){return"fixed"}get name(){return this.fixed===0?"UTC":`UTC${Wt(this.fixed,"narrow")}`}get ianaName(){return this.fixed===0?"Etc/UTC":`Etc/GMT${Wt(-this.fixed,"narrow")}`}offsetName(){return this.name}formatOffset(e,n){return Wt(this.fixed,n)}get isUniversal(){return!0}offset(){return this.fixed}equals(e){return e.type==="fixed"&&e.fixed===this.fixed}get isValid(){return!0}},Nn=class extends Ce{constructor(e){super(),this.zoneName=e}get type(){return"invalid"}get name(){return this.zoneName}get isUniversal(){return!1}offsetName(){return null}formatOffset(){return""}offset(){return NaN}equals(){return!1}get isValid(){return!1}};function Oe(t,e){if(y(t)||t===null)return e;if(t instanceof Ce)return t;if(bm(t)){let n=t.toLowerCase();return n==="default"?e:n==="local"||n==="system"?Vt.instance:n==="utc"||n==="gmt"?Y.utcInstance:Y.parseSpecifier(n)||ve.create(t)}else return Ie(t)?Y.instance(t):typeof t=="object"&&"offset"in t&&typeof t.offset=="function"?t:new Nn(t)}var Ko={arab:"[\u0660-\u0669]",arabext:"[\u06F0-\u06F9]",bali:"[\u1B50-\u1B59]",beng:"[\u09E6-\u09EF]",deva:"[\u0966-\u096F]",fullwide:"[\uFF10-\uFF19]",gujr:"[\u0AE6-\u0AEF]",hanidec:"[\u3007|\u4E00|\u4E8C|\u4E09|\u56DB|\u4E94|\u516D|\u4E03|\u516B|\u4E5D]",khmr:"[\u17E0-\u17E9]",knda:"[\u0CE6-\u0CEF]",laoo:"[\u0ED0-\u0ED9]",limb:"[\u1946-\u194F]",mlym:"[\u0D66-\u0D6F]",mong:"[\u1810-\u1819]",mymr:"[\u1040-\u1049]",orya:"[\u0B66-\u0B6F]",tamldec:"[\u0BE6-\u0BEF]",telu:"[\u0C66-\u0C6F]",thai:"[\u0E50-\u0E59]",tibt:"[\u0F20-\u0F29]",latn:"\\d"},Ri={arab:[1632,1641],arabext:[1776,1785],bali:[6992,7001],beng:[2534,2543],deva:[2406,2415],fullwide:[65296,65303],gujr:[2790,2799],khmr:[6112,6121],knda:[3302,3311],laoo:[3792,3801],limb:[6470,6479],mlym:[3430,3439],mong:[6160,6169],mymr:[4160,4169],orya:[2918,2927],tamldec:[3046,3055],telu:[3174,3183],thai:[3664,3673],tibt:[3872,3881]},pm=Ko.hanidec.replace(/[\[|\]]/g,"").split("");function ym(t){let e=parseInt(t,10);if(isNaN(e)){e="";for(let n=0;n<t.length;n++){let r=t.charCodeAt(n);if(t[n].search(Ko.hanidec)!==-1)e+=pm.indexOf(t[n]);else for(let o in Ri){let[s,i]=Ri[o];r>=s&&r<=i&&(e+=r-s)}}return parseInt(e,10)}else return e}var Bo=new Map;function gm(){Bo.clear()}function ue({numberingSystem:t},e=""){let n=t||"latn",r=Bo.get(n);r===void 0&&(r=new Map,Bo.set(n,r));let o=r.get(e);return o===void 0&&(o=new RegExp(`${Ko[n]}${e}`),r.set(e,o)),o}var ji=()=>Date.now(),Mi="system",Ai=null,Oi=null,Ti=null,Ii=60,Ci,Ni=null,k=class{static get now(){return ji}static set now(e){ji=e}static set defaultZone(e){Mi=e}static get defaultZone(){return Oe(Mi,Vt.instance)}static get defaultLocale(){return Ai}static set defaultLocale(e){Ai=e}static get defaultNumberingSystem(){return Oi}static set defaultNumberingSystem(e){Oi=e}static get defaultOutputCalendar(){return Ti}static set defaultOutputCalendar(e){Ti=e}static get defaultWeekSettings(){return Ni}static set defaultWeekSettings(e){Ni=Go(e)}static get twoDigitCutoffYear(){return Ii}static set twoDigitCutoffYear(e){Ii=e%100}static get throwOnInvalid(){return Ci}static set throwOnInvalid(e){Ci=e}static resetCaches(){b.resetCache(),ve.resetCache(),S.resetCache(),gm()}},G=class{constructor(e,n){this.reason=e,this.explanation=n}toMessage(){return this.explanation?`${this.reason}: ${this.explanation}`:this.reason}},Sa=[0,31,59,90,120,151,181,212,243,273,304,334],xa=[0,31,60,91,121,152,182,213,244,274,305,335];function ne(t,e){return new G("unit out of range",`you specified ${e} (of type ${typeof e}) as a ${t}, which is invalid`)}function Qo(t,e,n){let r=new Date(Date.UTC(t,e-1,n));t<100&&t>=0&&r.setUTCFullYear(r.getUTCFullYear()-1900);let o=r.getUTCDay();return o===0?7:o}function va(t,e,n){return n+(zt(t)?xa:Sa)[e-1]}function Ea(t,e){let n=zt(t)?xa:Sa,r=n.findIndex(s=>s<e),o=e-n[r];return{month:r+1,day:o}}function Xo(t,e){return(t-e+7)%7+1}function Pn(t,e=4,n=1){let{year:r,month:o,day:s}=t,i=va(r,o,s),a=Xo(Qo(r,o,s),n),l=Math.floor((i-a+14-e)/7),u;return l<1?(u=r-1,l=Ut(u,e,n)):l>Ut(r,e,n)?(u=r+1,l=1):u=r,{weekYear:u,weekNumber:l,weekday:a,...Jn(t)}}function Pi(t,e=4,n=1){let{weekYear:r,weekNumber:o,weekday:s}=t,i=Xo(Qo(r,1,e),n),a=dt(r),l=o*7+s-i-7+e,u;l<1?(u=r-1,l+=dt(u)):l>a?(u=r+1,l-=dt(r)):u=r;let{month:d,day:m}=Ea(u,l);return{year:u,month:d,day:m,...Jn(t)}}function Mo(t){let{year:e,month:n,day:r}=t,o=va(e,n,r);return{year:e,ordinal:o,...Jn(t)}}function Di(t){let{year:e,ordinal:n}=t,{month:r,day:o}=Ea(e,n);return{year:e,month:r,day:o,...Jn(t)}}function $i(t,e){if(!y(t.localWeekday)||!y(t.localWeekNumber)||!y(t.localWeekYear)){if(!y(t.weekday)||!y(t.weekNumber)||!y(t.weekYear))throw new Te("Cannot mix locale-based week fields with ISO-based week fields");return y(t.localWeekday)||(t.weekday=t.localWeekday),y(t.localWeekNumber)||(t.weekNumber=t.localWeekNumber),y(t.localWeekYear)||(t.weekYear=t.localWeekYear),delete t.localWeekday,delete t.localWeekNumber,delete t.localWeekYear,{minDaysInFirstWeek:e.getMinDaysInFirstWeek(),startOfWeek:e.getStartOfWeek()}}else return{minDaysInFirstWeek:4,startOfWeek:1}}function wm(t,e=4,n=1){let r=Ln(t.weekYear),o=re(t.weekNumber,1,Ut(t.weekYear,e,n)),s=re(t.weekday,1,7);return r?o?s?!1:ne("weekday",t.weekday):ne("week",t.weekNumber):ne("weekYear",t.weekYear)}function _m(t){let e=Ln(t.year),n=re(t.ordinal,1,dt(t.year));return e?n?!1:ne("ordinal",t.ordinal):ne("year",t.year)}function Ra(t){let e=Ln(t.year),n=re(t.month,1,12),r=re(t.day,1,Dn(t.year,t.month));return e?n?r?!1:ne("day",t.day):ne("month",t.month):ne("year",t.year)}function ja(t){let{hour:e,minute:n,second:r,millisecond:o}=t,s=re(e,0,23)||e===24&&n===0&&r===0&&o===0,i=re(n,0,59),a=re(r,0,59),l=re(o,0,999);return s?i?a?l?!1:ne("millisecond",o):ne("second",r):ne("minute",n):ne("hour",e)}function y(t){return typeof t>"u"}function Ie(t){return typeof t=="number"}function Ln(t){return typeof t=="number"&&t%1===0}function bm(t){return typeof t=="string"}function km(t){return Object.prototype.toString.call(t)==="[object Date]"}function Ma(){try{return typeof Intl<"u"&&!!Intl.RelativeTimeFormat}catch{return!1}}function Aa(){try{return typeof Intl<"u"&&!!Intl.Locale&&("weekInfo"in Intl.Locale.prototype||"getWeekInfo"in Intl.Locale.prototype)}catch{return!1}}function Sm(t){return Array.isArray(t)?t:[t]}function qi(t,e,n){if(t.length!==0)return t.reduce((r,o)=>{let s=[e(o),o];return r&&n(r[0],s[0])===r[0]?r:s},null)[1]}function xm(t,e){return e.reduce((n,r)=>(n[r]=t[r],n),{})}function mt(t,e){return Object.prototype.hasOwnProperty.call(t,e)}function Go(t){if(t==null)return null;if(typeof t!="object")throw new O("Week settings must be an object");if(!re(t.firstDay,1,7)||!re(t.minimalDays,1,7)||!Array.isArray(t.weekend)||t.weekend.some(e=>!re(e,1,7)))throw new O("Invalid week settings");return{firstDay:t.firstDay,minimalDays:t.minimalDays,weekend:Array.from(t.weekend)}}function re(t,e,n){return Ln(t)&&t>=e&&t<=n}function vm(t,e){return t-e*Math.floor(t/e)}function R(t,e=2){let n=t<0,r;return n?r="-"+(""+-t).padStart(e,"0"):r=(""+t).padStart(e,"0"),r}function Ae(t){if(!(y(t)||t===null||t===""))return parseInt(t,10)}function We(t){if(!(y(t)||t===null||t===""))return parseFloat(t)}function es(t){if(!(y(t)||t===null||t==="")){let e=parseFloat("0."+t)*1e3;return Math.floor(e)}}function ts(t,e,n="round"){let r=10**e;switch(n){case"expand":return t>0?Math.ceil(t*r)/r:Math.floor(t*r)/r;case"trunc":return Math.trunc(t*r)/r;case"round":return Math.round(t*r)/r;case"floor":return Math.floor(t*r)/r;case"ceil":return Math.ceil(t*r)/r;default:throw new RangeError(`Value rounding ${n} is out of range`)}}function zt(t){return t%4===0&&(t%100!==0||t%400===0)}function dt(t){return zt(t)?366:365}function Dn(t,e){let n=vm(e-1,12)+1,r=t+(e-n)/12;return n===2?zt(r)?29:28:[31,null,31,30,31,30,31,31,30,31,30,31][n-1]}function Hn(t){let e=Date.UTC(t.year,t.month-1,t.day,t.hour,t.minute,t.second,t.millisecond);return t.year<100&&t.year>=0&&(e=new Date(e),e.setUTCFullYear(t.year,t.month-1,t.day)),+e}function Li(t,e,n){return-Xo(Qo(t,1,e),n)+e-1}function Ut(t,e=4,n=1){let r=Li(t,e,n),o=Li(t+1,e,n);return(dt(t)-r+o)/7}function Zo(t){return t>99?t:t>k.twoDigitCutoffYear?1900+t:2e3+t}function Oa(t,e,n,r=null){let o=new Date(t),s={hourCycle:"h23",year:"numeric",month:"2-digit",day:"2-digit",hour:"2-digit",minute:"2-digit"};r&&(s.timeZone=r);let i={timeZoneName:e,...s},a=new Intl.DateTimeFormat(n,i).formatToParts(o).find(l=>l.type.toLowerCase()==="timezonename");return a?a.value:null}function Fn(t,e){let n=parseInt(t,10);Number.isNaN(n)&&(n=0);let r=parseInt(e,10)||0,o=n<0||Object.is(n,-0)?-r:r;return n*60+o}function Ta(t){let e=Number(t);if(typeof t=="boolean"||t===""||!Number.isFinite(e))throw new O(`Invalid unit value ${t}`);return e}function $n(t,e){let n={};for(let r in t)if(mt(t,r)){let o=t[r];if(o==null)continue;n[e(r)]=Ta(o)}return n}function Wt(t,e){let n=Math.trunc(Math.abs(t/60)),r=Math.trunc(Math.abs(t%60)),o=t>=0?"+":"-";switch(e){case"short":return`${o}${R(n,2)}:${R(r,2)}`;case"narrow":return`${o}${n}${r>0?`:${r}`:""}`;case"techie":return`${o}${R(n,2)}${R(r,2)}`;default:throw new RangeError(`Value format ${e} is out of range for property format`)}}function Jn(t){return xm(t,["hour","minute","second","millisecond"])}var Em=["January","February","March","April","May","June","July","August","September","October","November","December"],Ia=["Jan","Feb","Mar","Apr","May","Jun","Jul","Aug","Sep","Oct","Nov","Dec"],Rm=["J","F","M","A","M","J","J","A","S","O","N","D"];function Ca(t){switch(t){case"narrow":return[...Rm];case"short":return[...Ia];case"long":return[...Em];case"numeric":return["1","2","3","4","5","6","7","8","9","10","11","12"];case"2-digit":return["01","02","03","04","05","06","07","08","09","10","11","12"];default:return null}}var Na=["Monday","Tuesday","Wednesday","Thursday","Friday","Saturday","Sunday"],Pa=["Mon","Tue","Wed","Thu","Fri","Sat","Sun"],jm=["M","T","W","T","F","S","S"];function Da(t){switch(t){case"narrow":return[...jm];case"short":return[...Pa];case"long":return[...Na];case"numeric":return["1","2","3","4","5","6","7"];default:return null}}var $a=["AM","PM"],Mm=["Before Christ","Anno Domini"],Am=["BC","AD"],Om=["B","A"];function qa(t){switch(t){case"narrow":return[...Om];case"short":return[...Am];case"long":return[...Mm];default:return null}}function Tm(t){return $a[t.hour<12?0:1]}function Im(t,e){return Da(e)[t.weekday-1]}function Cm(t,e){return Ca(e)[t.month-1]}function Nm(t,e){return qa(e)[t.year<0?0:1]}function Pm(t,e,n="always",r=!1){let o={years:["year","yr."],quarters:["quarter","qtr."],months:["month","mo."],weeks:["week","wk."],days:["day","day","days"],hours:["hour","hr."],minutes:["minute","min."],seconds:["second","sec."]},s=["hours","minutes","seconds"].indexOf(t)===-1;if(n==="auto"&&s){let m=t==="days";switch(e){case 1:return m?"tomorrow":`next ${o[t][0]}`;case-1:return m?"yesterday":`last ${o[t][0]}`;case 0:return m?"today":`this ${o[t][0]}`}}let i=Object.is(e,-0)||e<0,a=Math.abs(e),l=a===1,u=o[t],d=r?l?u[1]:u[2]||u[1]:l?o[t][0]:t;return i?`${a} ${d} ago`:`in ${a} ${d}`}function Hi(t,e){let n="";for(let r of t)r.literal?n+=r.val:n+=e(r.val);return n}var Dm={D:Cn,DD:ta,DDD:na,DDDD:ra,t:oa,tt:sa,ttt:ia,tttt:aa,T:la,TT:ua,TTT:da,TTTT:ca,f:ma,ff:ha,fff:ya,ffff:wa,F:fa,FF:pa,FFF:ga,FFFF:_a},B=class t{static create(e,n={}){return new t(e,n)}static parseFormat(e){let n=null,r="",o=!1,s=[];for(let i=0;i<e.length;i++){let a=e.charAt(i);a==="'"?((r.length>0||o)&&s.push({literal:o||/^\s+$/.test(r),val:r===""?"'":r}),n=null,r="",o=!o):o||a===n?r+=a:(r.length>0&&s.push({literal:/^\s+$/.test(r),val:r}),r=a,n=a)}return r.length>0&&s.push({literal:o||/^\s+$/.test(r),val:r}),s}static macroTokenToFormatOpts(e){return Dm[e]}constructor(e,n){this.opts=n,this.loc=e,this.systemLoc=null}formatWithSystemDefault(e,n){return this.systemLoc===null&&(this.systemLoc=this.loc.redefaultToSystem()),this.systemLoc.dtFormatter(e,{...this.opts,...n}).format()}dtFormatter(e,n={}){return this.loc.dtFormatter(e,{...this.opts,...n})}formatDateTime(e,n){return this.dtFormatter(e,n).format()}formatDateTimeParts(e,n){return this.dtFormatter(e,n).formatToParts()}formatInterval(e,n){return this.dtFormatter(e.start,n).dtf.formatRange(e.start.toJSDate(),e.end.toJSDate())}resolvedOptions(e,n){return this.dtFormatter(e,n).resolvedOptions()}num(e,n=0,r=void 0){if(this.opts.forceSimple)return R(e,n);let o={...this.opts};return n>0&&(o.padTo=n),r&&(o.signDisplay=r),this.loc.numberFormatter(o).format(e)}formatDateTimeFromString(e,n){let r=this.loc.listingMode()==="en",o=this.loc.outputCalendar&&this.loc.outputCalendar!=="gregory",s=(h,g)=>this.loc.extract(e,h,g),i=h=>e.isOffsetFixed&&e.offset===0&&h.allowZ?"Z":e.isValid?e.zone.formatOffset(e.ts,h.format):"",a=()=>r?Tm(e):s({hour:"numeric",hourCycle:"h12"},"dayperiod"),l=(h,g)=>r?Cm(e,h):s(g?{month:h}:{month:h,day:"numeric"},"month"),u=(h,g)=>r?Im(e,h):s(g?{weekday:h}:{weekday:h,month:"long",day:"numeric"},"weekday"),d=h=>{let g=t.macroTokenToFormatOpts(h);return g?this.formatWithSystemDefault(e,g):h},m=h=>r?Nm(e,h):s({era:h},"era"),f=h=>{switch(h){case"S":return this.num(e.millisecond);case"u":case"SSS":return this.num(e.millisecond,3);case"s":return this.num(e.second);case"ss":return this.num(e.second,2);case"uu":return this.num(Math.floor(e.millisecond/10),2);case"uuu":return this.num(Math.floor(e.millisecond/100));case"m":return this.num(e.minute);case"mm":return this.num(e.minute,2);case"h":return this.num(e.hour%12===0?12:e.hour%12);case"hh":return this.num(e.hour%12===0?12:e.hour%12,2);case"H":return this.num(e.hour);case"HH":return this.num(e.hour,2);case"Z":return i({format:"narrow",allowZ:this.opts.allowZ});case"ZZ":return i({format:"short",allowZ:this.opts.allowZ});case"ZZZ":return i({format:"techie",allowZ:this.opts.allowZ});case"ZZZZ":return e.zone.offsetName(e.ts,{format:"short",locale:this.loc.locale});case"ZZZZZ":return e.zone.offsetName(e.ts,{format:"long",locale:this.loc.locale});case"z":return e.zoneName;case"a":return a();case"d":return o?s({day:"numeric"},"day"):this.num(e.day);case"dd":return o?s({day:"2-digit"},"day"):this.num(e.day,2);case"c":return this.num(e.weekday);case"ccc":return u("short",!0);case"cccc":return u("long",!0);case"ccccc":return u("narrow",!0);case"E":return this.num(e.weekday);case"EEE":return u("short",!1);case"EEEE":return u("long",!1);case"EEEEE":return u("narrow",!1);case"L":return o?s({month:"numeric",day:"numeric"},"month"):this.num(e.month);case"LL":return o?s({month:"2-digit",day:"numeric"},"month"):this.num(e.month,2);case"LLL":return l("short",!0);case"LLLL":return l("long",!0);case"LLLLL":return l("narrow",!0);case"M":return o?s({month:"numeric"},"month"):this.num(e.month);case"MM":return o?s({month:"2-digit"},"month"):this.num(e.month,2);case"MMM":return l("short",!1);case"MMMM":return l("long",!1);case"MMMMM":return l("narrow",!1);case"y":return o?s({year:"numeric"},"year"):this.num(e.year);case"yy":return o?s({year:"2-digit"},"year"):this.num(e.year.toString().slice(-2),2);case"yyyy":return o?s({year:"numeric"},"year"):this.num(e.year,4);case"yyyyyy":return o?s({year:"numeric"},"year"):this.num(e.year,6);case"G":return m("short");case"GG":return m("long");case"GGGGG":return m("narrow");case"kk":return this.num(e.weekYear.toString().slice(-2),2);case"kkkk":return this.num(e.weekYear,4);case"W":return this.num(e.weekNumber);case"WW":return this.num(e.weekNumber,2);case"n":return this.num(e.localWeekNumber);case"nn":return this.num(e.localWeekNumber,2);case"ii":return this.num(e.localWeekYear.toString().slice(-2),2);case"iiii":return this.num(e.localWeekYear,4);case"o":return this.num(e.ordinal);case"ooo":return this.num(e.ordinal,3);case"q":return this.num(e.quarter);case"qq":return this.num(e.quarter,2);case"X":return this.num(Math.floor(e.ts/1e3));case"x":return this.num(e.ts);default:return d(h)}};return Hi(t.parseFormat(n),f)}formatDurationFromString(e,n){let r=this.opts.signMode==="negativeLargestOnly"?-1:1,o=d=>{switch(d[0]){case"S":return"milliseconds";case"s":return"seconds";case"m":return"minutes";case"h":return"hours";case"d":return"days";case"w":return"weeks";case"M":return"months";case"y":return"years";default:return null}},s=(d,m)=>f=>{let h=o(f);if(h){let g=m.isNegativeDuration&&h!==m.largestUnit?r:1,v;return this.opts.signMode==="negativeLargestOnly"&&h!==m.largestUnit?v="never":this.opts.signMode==="all"?v="always":v="auto",this.num(d.get(h)*g,f.length,v)}else return f},i=t.parseFormat(n),a=i.reduce((d,{literal:m,val:f})=>m?d:d.concat(f),[]),l=e.shiftTo(...a.map(o).filter(d=>d)),u={isNegativeDuration:l<0,largestUnit:Object.keys(l.values)[0]};return Hi(i,s(l,u))}},La=/[A-Za-z_+-]{1,256}(?::?\/[A-Za-z0-9_+-]{1,256}(?:\/[A-Za-z0-9_+-]{1,256})?)?/;function ft(...t){let e=t.reduce((n,r)=>n+r.source,"");return RegExp(`^${e}$`)}function ht(...t){return e=>t.reduce(([n,r,o],s)=>{let[i,a,l]=s(e,o);return[{...n,...i},a||r,l]},[{},null,1]).slice(0,2)}function pt(t,...e){if(t==null)return[null,null];for(let[n,r]of e){let o=n.exec(t);if(o)return r(o)}return[null,null]}function Ha(...t){return(e,n)=>{let r={},o;for(o=0;o<t.length;o++)r[t[o]]=Ae(e[n+o]);return[r,null,n+o]}}var Fa=/(?:([Zz])|([+-]\d\d)(?::?(\d\d))?)/,$m=`(?:${Fa.source}?(?:\\[(${La.source})\\])?)?`,ns=/(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,30}))?)?)?/,Ja=RegExp(`${ns.source}${$m}`),rs=RegExp(`(?:[Tt]${Ja.source})?`),qm=/([+-]\d{6}|\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?/,Lm=/(\d{4})-?W(\d\d)(?:-?(\d))?/,Hm=/(\d{4})-?(\d{3})/,Fm=Ha("weekYear","weekNumber","weekDay"),Jm=Ha("year","ordinal"),Wm=/(\d{4})-(\d\d)-(\d\d)/,Wa=RegExp(`${ns.source} ?(?:${Fa.source}|(${La.source}))?`),Vm=RegExp(`(?: ${Wa.source})?`);function ct(t,e,n){let r=t[e];return y(r)?n:Ae(r)}function Um(t,e){return[{year:ct(t,e),month:ct(t,e+1,1),day:ct(t,e+2,1)},null,e+3]}function yt(t,e){return[{hours:ct(t,e,0),minutes:ct(t,e+1,0),seconds:ct(t,e+2,0),milliseconds:es(t[e+3])},null,e+4]}function Bt(t,e){let n=!t[e]&&!t[e+1],r=Fn(t[e+1],t[e+2]),o=n?null:Y.instance(r);return[{},o,e+3]}function Gt(t,e){let n=t[e]?ve.create(t[e]):null;return[{},n,e+1]}var zm=RegExp(`^T?${ns.source}$`),Bm=/^-?P(?:(?:(-?\d{1,20}(?:\.\d{1,20})?)Y)?(?:(-?\d{1,20}(?:\.\d{1,20})?)M)?(?:(-?\d{1,20}(?:\.\d{1,20})?)W)?(?:(-?\d{1,20}(?:\.\d{1,20})?)D)?(?:T(?:(-?\d{1,20}(?:\.\d{1,20})?)H)?(?:(-?\d{1,20}(?:\.\d{1,20})?)M)?(?:(-?\d{1,20})(?:[.,](-?\d{1,20}))?S)?)?)$/;function Gm(t){let[e,n,r,o,s,i,a,l,u]=t,d=e[0]==="-",m=l&&l[0]==="-",f=(h,g=!1)=>h!==void 0&&(g||h&&d)?-h:h;return[{years:f(We(n)),months:f(We(r)),weeks:f(We(o)),days:f(We(s)),hours:f(We(i)),minutes:f(We(a)),seconds:f(We(l),l==="-0"),milliseconds:f(es(u),m)}]}var Zm={GMT:0,EDT:-240,EST:-300,CDT:-300,CST:-360,MDT:-360,MST:-420,PDT:-420,PST:-480};function os(t,e,n,r,o,s,i){let a={year:e.length===2?Zo(Ae(e)):Ae(e),month:Ia.indexOf(n)+1,day:Ae(r),hour:Ae(o),minute:Ae(s)};return i&&(a.second=Ae(i)),t&&(a.weekday=t.length>3?Na.indexOf(t)+1:Pa.indexOf(t)+1),a}var Ym=/^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s)?(\d{1,2})\s(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s(\d{2,4})\s(\d\d):(\d\d)(?::(\d\d))?\s(?:(UT|GMT|[ECMP][SD]T)|([Zz])|(?:([+-]\d\d)(\d\d)))$/;function Km(t){let[,e,n,r,o,s,i,a,l,u,d,m]=t,f=os(e,o,r,n,s,i,a),h;return l?h=Zm[l]:u?h=0:h=Fn(d,m),[f,new Y(h)]}function Qm(t){return t.replace(/\([^()]*\)|[\n\t]/g," ").replace(/(\s\s+)/g," ").trim()}var Xm=/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/,ef=/^(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\d\d)-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/,tf=/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ( \d|\d\d) (\d\d):(\d\d):(\d\d) (\d{4})$/;function Fi(t){let[,e,n,r,o,s,i,a]=t;return[os(e,o,r,n,s,i,a),Y.utcInstance]}function nf(t){let[,e,n,r,o,s,i,a]=t;return[os(e,a,n,r,o,s,i),Y.utcInstance]}var rf=ft(qm,rs),of=ft(Lm,rs),sf=ft(Hm,rs),af=ft(Ja),Va=ht(Um,yt,Bt,Gt),lf=ht(Fm,yt,Bt,Gt),uf=ht(Jm,yt,Bt,Gt),df=ht(yt,Bt,Gt);function cf(t){return pt(t,[rf,Va],[of,lf],[sf,uf],[af,df])}function mf(t){return pt(Qm(t),[Ym,Km])}function ff(t){return pt(t,[Xm,Fi],[ef,Fi],[tf,nf])}function hf(t){return pt(t,[Bm,Gm])}var pf=ht(yt);function yf(t){return pt(t,[zm,pf])}var gf=ft(Wm,Vm),wf=ft(Wa),_f=ht(yt,Bt,Gt);function bf(t){return pt(t,[gf,Va],[wf,_f])}var Ji="Invalid Duration",Ua={weeks:{days:7,hours:168,minutes:10080,seconds:10080*60,milliseconds:10080*60*1e3},days:{hours:24,minutes:1440,seconds:1440*60,milliseconds:1440*60*1e3},hours:{minutes:60,seconds:3600,milliseconds:3600*1e3},minutes:{seconds:60,milliseconds:60*1e3},seconds:{milliseconds:1e3}},kf={years:{quarters:4,months:12,weeks:52,days:365,hours:365*24,minutes:365*24*60,seconds:365*24*60*60,milliseconds:365*24*60*60*1e3},quarters:{months:3,weeks:13,days:91,hours:2184,minutes:2184*60,seconds:2184*60*60,milliseconds:2184*60*60*1e3},months:{weeks:4,days:30,hours:720,minutes:720*60,seconds:720*60*60,milliseconds:720*60*60*1e3},...Ua},te=146097/400,at=146097/4800,Sf={years:{quarters:4,months:12,weeks:te/7,days:te,hours:te*24,minutes:te*24*60,seconds:te*24*60*60,milliseconds:te*24*60*60*1e3},quarters:{months:3,weeks:te/28,days:te/4,hours:te*24/4,minutes:te*24*60/4,seconds:te*24*60*60/4,milliseconds:te*24*60*60*1e3/4},months:{weeks:at/7,days:at,hours:at*24,minutes:at*24*60,seconds:at*24*60*60,milliseconds:at*24*60*60*1e3},...Ua},Ue=["years","quarters","months","weeks","days","hours","minutes","seconds","milliseconds"],xf=Ue.slice(0).reverse();function Se(t,e,n=!1){let r={values:n?e.values:{...t.values,...e.values||{}},loc:t.loc.clone(e.loc),conversionAccuracy:e.conversionAccuracy||t.conversionAccuracy,matrix:e.matrix||t.matrix};return new j(r)}function za(t,e){var n;let r=(n=e.milliseconds)!=null?n:0;for(let o of xf.slice(1))e[o]&&(r+=e[o]*t[o].milliseconds);return r}function Wi(t,e){let n=za(t,e)<0?-1:1;Ue.reduceRight((r,o)=>{if(y(e[o]))return r;if(r){let s=e[r]*n,i=t[o][r],a=Math.floor(s/i);e[o]+=a*n,e[r]-=a*i*n}return o},null),Ue.reduce((r,o)=>{if(y(e[o]))return r;if(r){let s=e[r]%1;e[r]-=s,e[o]+=s*t[r][o]}return o},null)}function Vi(t){let e={};for(let[n,r]of Object.entries(t))r!==0&&(e[n]=r);return e}var j=class t{constructor(e){let n=e.conversionAccuracy==="longterm"||!1,r=n?Sf:kf;e.matrix&&(r=e.matrix),this.values=e.values,this.loc=e.loc||b.create(),this.conversionAccuracy=n?"longterm":"casual",this.invalid=e.invalid||null,this.matrix=r,this.isLuxonDuration=!0}static fromMillis(e,n){return t.fromObject({milliseconds:e},n)}static fromObject(e,n={}){if(e==null||typeof e!="object")throw new O(`Duration.fromObject: argument expected to be an object, got ${e===null?"null":typeof e}`);return new t({values:$n(e,t.normalizeUnit),loc:b.fromObject(n),conversionAccuracy:n.conversionAccuracy,matrix:n.matrix})}static fromDurationLike(e){if(Ie(e))return t.fromMillis(e);if(t.isDuration(e))return e;if(typeof e=="object")return t.fromObject(e);throw new O(`Unknown duration argument ${e} of type ${typeof e}`)}static fromISO(e,n){let[r]=hf(e);return r?t.fromObject(r,n):t.invalid("unparsable",`the input "${e}" can't be parsed as ISO 8601`)}static fromISOTime(e,n){let[r]=yf(e);return r?t.fromObject(r,n):t.invalid("unparsable",`the input "${e}" can't be parsed as ISO 8601`)}static invalid(e,n=null){if(!e)throw new O("need to specify a reason the Duration is invalid");let r=e instanceof G?e:new G(e,n);if(k.throwOnInvalid)throw new Do(r);return new t({invalid:r})}static normalizeUnit(e){let n={year:"years",years:"years",quarter:"quarters",quarters:"quarters",month:"months",months:"months",week:"weeks",weeks:"weeks",day:"days",days:"days",hour:"hours",hours:"hours",minute:"minutes",minutes:"minutes",second:"seconds",seconds:"seconds",millisecond:"milliseconds",milliseconds:"milliseconds"}[e&&e.toLowerCase()];if(!n)throw new In(e);return n}static isDuration(e){return e&&e.isLuxonDuration||!1}get locale(){return this.isValid?this.loc.locale:null}get numberingSystem(){return this.isValid?this.loc.numberingSystem:null}toFormat(e,n={}){let r={...n,floor:n.round!==!1&&n.floor!==!1};return this.isValid?B.create(this.loc,r).formatDurationFromString(this,e):Ji}toHuman(e={}){if(!this.isValid)return Ji;let n=e.showZeros!==!1,r=Ue.map(o=>{let s=this.values[o];return y(s)||s===0&&!n?null:this.loc.numberFormatter({style:"unit",unitDisplay:"long",...e,unit:o.slice(0,-1)}).format(s)}).filter(o=>o);return this.loc.listFormatter({type:"conjunction",style:e.listStyle||"narrow",...e}).format(r)}toObject(){return this.isValid?{...this.values}:{}}toISO(){if(!this.isValid)return null;let e="P";return this.years!==0&&(e+=this.years+"Y"),(this.months!==0||this.quarters!==0)&&(e+=this.months+this.quarters*3+"M"),this.weeks!==0&&(e+=this.weeks+"W"),this.days!==0&&(e+=this.days+"D"),(this.hours!==0||this.minutes!==0||this.seconds!==0||this.milliseconds!==0)&&(e+="T"),this.hours!==0&&(e+=this.hours+"H"),this.minutes!==0&&(e+=this.minutes+"M"),(this.seconds!==0||this.milliseconds!==0)&&(e+=ts(this.seconds+this.milliseconds/1e3,3)+"S"),e==="P"&&(e+="T0S"),e}toISOTime(e={}){if(!this.isValid)return null;let n=this.toMillis();return n<0||n>=864e5?null:(e={suppressMilliseconds:!1,suppressSeconds:!1,includePrefix:!1,format:"extended",...e,includeOffset:!1},S.fromMillis(n,{zone:"UTC"}).toISOTime(e))}toJSON(){return this.toISO()}toString(){return this.toISO()}[Symbol.for("nodejs.util.inspect.custom")](){return this.isValid?`Duration { values: ${JSON.stringify(this.values)} }`:`Duration { Invalid, reason: ${this.invalidReason} }`}toMillis(){return this.isValid?za(this.matrix,this.values):NaN}valueOf(){return this.toMillis()}plus(e){if(!this.isValid)return this;let n=t.fromDurationLike(e),r={};for(let o of Ue)(mt(n.values,o)||mt(this.values,o))&&(r[o]=n.get(o)+this.get(o));return Se(this,{values:r},!0)}minus(e){if(!this.isValid)return this;let n=t.fromDurationLike(e);return this.plus(n.negate())}mapUnits(e){if(!this.isValid)return this;let n={};for(let r of Object.keys(this.values))n[r]=Ta(e(this.values[r],r));return Se(this,{values:n},!0)}get(e){return this[t.normalizeUnit(e)]}set(e){if(!this.isValid)return this;let n={...this.values,...$n(e,t.normalizeUnit)};return Se(this,{values:n})}reconfigure({locale:e,numberingSystem:n,conversionAccuracy:r,matrix:o}={}){let i={loc:this.loc.clone({locale:e,numberingSystem:n}),matrix:o,conversionAccuracy:r};return Se(this,i)}as(e){return this.isValid?this.shiftTo(e).get(e):NaN}normalize(){if(!this.isValid)return this;let e=this.toObject();return Wi(this.matrix,e),Se(this,{values:e},!0)}rescale(){if(!this.isValid)return this;let e=Vi(this.normalize().shiftToAll().toObject());return Se(this,{values:e},!0)}shiftTo(...e){if(!this.isValid)return this;if(e.length===0)return this;e=e.map(i=>t.normalizeUnit(i));let n={},r={},o=this.toObject(),s;for(let i of Ue)if(e.indexOf(i)>=0){s=i;let a=0;for(let u in r)a+=this.matrix[u][i]*r[u],r[u]=0;Ie(o[i])&&(a+=o[i]);let l=Math.trunc(a);n[i]=l,r[i]=(a*1e3-l*1e3)/1e3}else Ie(o[i])&&(r[i]=o[i]);for(let i in r)r[i]!==0&&(n[s]+=i===s?r[i]:r[i]/this.matrix[s][i]);return Wi(this.matrix,n),Se(this,{values:n},!0)}shiftToAll(){return this.isValid?this.shiftTo("years","months","weeks","days","hours","minutes","seconds","milliseconds"):this}negate(){if(!this.isValid)return this;let e={};for(let n of Object.keys(this.values))e[n]=this.values[n]===0?0:-this.values[n];return Se(this,{values:e},!0)}removeZeros(){if(!this.isValid)return this;let e=Vi(this.values);return Se(this,{values:e},!0)}get years(){return this.isValid?this.values.years||0:NaN}get quarters(){return this.isValid?this.values.quarters||0:NaN}get months(){return this.isValid?this.values.months||0:NaN}get weeks(){return this.isValid?this.values.weeks||0:NaN}get days(){return this.isValid?this.values.days||0:NaN}get hours(){return this.isValid?this.values.hours||0:NaN}get minutes(){return this.isValid?this.values.minutes||0:NaN}get seconds(){return this.isValid?this.values.seconds||0:NaN}get milliseconds(){return this.isValid?this.values.milliseconds||0:NaN}get isValid(){return this.invalid===null}get invalidReason(){return this.invalid?this.invalid.reason:null}get invalidExplanation(){return this.invalid?this.invalid.explanation:null}equals(e){if(!this.isValid||!e.isValid||!this.loc.equals(e.loc))return!1;function n(r,o){return r===void 0||r===0?o===void 0||o===0:r===o}for(let r of Ue)if(!n(this.values[r],e.values[r]))return!1;return!0}},lt="Invalid Interval";function vf(t,e){return!t||!t.isValid?Be.invalid("missing or invalid start"):!e||!e.isValid?Be.invalid("missing or invalid end"):e<t?Be.invalid("end before start",`The end of an interval must be after its start, but you had start=${t.toISO()} and end=${e.toISO()}`):null}var Be=class t{constructor(e){this.s=e.start,this.e=e.end,this.invalid=e.invalid||null,this.isLuxonInterval=!0}static invalid(e,n=null){if(!e)throw new O("need to specify a reason the Interval is invalid");let r=e instanceof G?e:new G(e,n);if(k.throwOnInvalid)throw new Po(r);return new t({invalid:r})}static fromDateTimes(e,n){let r=Lt(e),o=Lt(n),s=vf(r,o);return s??new t({start:r,end:o})}static after(e,n){let r=j.fromDurationLike(n),o=Lt(e);return t.fromDateTimes(o,o.plus(r))}static before(e,n){let r=j.fromDurationLike(n),o=Lt(e);return t.fromDateTimes(o.minus(r),o)}static fromISO(e,n){let[r,o]=(e||"").split("/",2);if(r&&o){let s,i;try{s=S.fromISO(r,n),i=s.isValid}catch{i=!1}let a,l;try{a=S.fromISO(o,n),l=a.isValid}catch{l=!1}if(i&&l)return t.fromDateTimes(s,a);if(i){let u=j.fromISO(o,n);if(u.isValid)return t.after(s,u)}else if(l){let u=j.fromISO(r,n);if(u.isValid)return t.before(a,u)}}return t.invalid("unparsable",`the input "${e}" can't be parsed as ISO 8601`)}static isInterval(e){return e&&e.isLuxonInterval||!1}get start(){return this.isValid?this.s:null}get end(){return this.isValid?this.e:null}get lastDateTime(){return this.isValid&&this.e?this.e.minus(1):null}get isValid(){return this.invalidReason===null}get invalidReason(){return this.invalid?this.invalid.reason:null}get invalidExplanation(){return this.invalid?this.invalid.explanation:null}length(e="milliseconds"){return this.isValid?this.toDuration(e).get(e):NaN}count(e="milliseconds",n){if(!this.isValid)return NaN;let r=this.start.startOf(e,n),o;return n!=null&&n.useLocaleWeeks?o=this.end.reconfigure({locale:r.locale}):o=this.end,o=o.startOf(e,n),Math.floor(o.diff(r,e).get(e))+(o.valueOf()!==this.end.valueOf())}hasSame(e){return this.isValid?this.isEmpty()||this.e.minus(1).hasSame(this.s,e):!1}isEmpty(){return this.s.valueOf()===this.e.valueOf()}isAfter(e){return this.isValid?this.s>e:!1}isBefore(e){return this.isValid?this.e<=e:!1}contains(e){return this.isValid?this.s<=e&&this.e>e:!1}set({start:e,end:n}={}){return this.isValid?t.fromDateTimes(e||this.s,n||this.e):this}splitAt(...e){if(!this.isValid)return[];let n=e.map(Lt).filter(i=>this.contains(i)).sort((i,a)=>i.toMillis()-a.toMillis()),r=[],{s:o}=this,s=0;for(;o<this.e;){let i=n[s]||this.e,a=+i>+this.e?this.e:i;r.push(t.fromDateTimes(o,a)),o=a,s+=1}return r}splitBy(e){let n=j.fromDurationLike(e);if(!this.isValid||!n.isValid||n.as("milliseconds")===0)return[];let{s:r}=this,o=1,s,i=[];for(;r<this.e;){let a=this.start.plus(n.mapUnits(l=>l*o));s=+a>+this.e?this.e:a,i.push(t.fromDateTimes(r,s)),r=s,o+=1}return i}divideEqually(e){return this.isValid?this.splitBy(this.length()/e).slice(0,e):[]}overlaps(e){return this.e>e.s&&this.s<e.e}abutsStart(e){return this.isValid?+this.e==+e.s:!1}abutsEnd(e){return this.isValid?+e.e==+this.s:!1}engulfs(e){return this.isValid?this.s<=e.s&&this.e>=e.e:!1}equals(e){return!this.isValid||!e.isValid?!1:this.s.equals(e.s)&&this.e.equals(e.e)}intersection(e){if(!this.isValid)return this;let n=this.s>e.s?this.s:e.s,r=this.e<e.e?this.e:e.e;return n>=r?null:t.fromDateTimes(n,r)}union(e){if(!this.isValid)return this;let n=this.s<e.s?this.s:e.s,r=this.e>e.e?this.e:e.e;return t.fromDateTimes(n,r)}static merge(e){let[n,r]=e.sort((o,s)=>o.s-s.s).reduce(([o,s],i)=>s?s.overlaps(i)||s.abutsStart(i)?[o,s.union(i)]:[o.concat([s]),i]:[o,i],[[],null]);return r&&n.push(r),n}static xor(e){let n=null,r=0,o=[],s=e.map(l=>[{time:l.s,type:"s"},{time:l.e,type:"e"}]),i=Array.prototype.concat(...s),a=i.sort((l,u)=>l.time-u.time);for(let l of a)r+=l.type==="s"?1:-1,r===1?n=l.time:(n&&+n!=+l.time&&o.push(t.fromDateTimes(n,l.time)),n=null);return t.merge(o)}difference(...e){return t.xor([this].concat(e)).map(n=>this.intersection(n)).filter(n=>n&&!n.isEmpty())}toString(){return this.isValid?`[${this.s.toISO()} \u2013 ${this.e.toISO()})`:lt}[Symbol.for("nodejs.util.inspect.custom")](){return this.isValid?`Interval { start: ${this.s.toISO()}, end: ${this.e.toISO()} }`:`Interval { Invalid, reason: ${this.invalidReason} }`}toLocaleString(e=Cn,n={}){return this.isValid?B.create(this.s.loc.clone(n),e).formatInterval(this):lt}toISO(e){return this.isValid?`${this.s.toISO(e)}/${this.e.toISO(e)}`:lt}toISODate(){return this.isValid?`${this.s.toISODate()}/${this.e.toISODate()}`:lt}toISOTime(e){return this.isValid?`${this.s.toISOTime(e)}/${this.e.toISOTime(e)}`:lt}toFormat(e,{separator:n=" \u2013 "}={}){return this.isValid?`${this.s.toFormat(e)}${n}${this.e.toFormat(e)}`:lt}toDuration(e,n){return this.isValid?this.e.diff(this.s,e,n):j.invalid(this.invalidReason)}mapEndpoints(e){return t.fromDateTimes(e(this.s),e(this.e))}},ze=class{static hasDST(e=k.defaultZone){let n=S.now().setZone(e).set({month:12});return!e.isUniversal&&n.offset!==n.set({month:6}).offset}static isValidIANAZone(e){return ve.isValidZone(e)}static normalizeZone(e){return Oe(e,k.defaultZone)}static getStartOfWeek({locale:e=null,locObj:n=null}={}){return(n||b.create(e)).getStartOfWeek()}static getMinimumDaysInFirstWeek({locale:e=null,locObj:n=null}={}){return(n||b.create(e)).getMinDaysInFirstWeek()}static getWeekendWeekdays({locale:e=null,locObj:n=null}={}){return(n||b.create(e)).getWeekendDays().slice()}static months(e="long",{locale:n=null,numberingSystem:r=null,locObj:o=null,outputCalendar:s="gregory"}={}){return(o||b.create(n,r,s)).months(e)}static monthsFormat(e="long",{locale:n=null,numberingSystem:r=null,locObj:o=null,outputCalendar:s="gregory"}={}){return(o||b.create(n,r,s)).months(e,!0)}static weekdays(e="long",{locale:n=null,numberingSystem:r=null,locObj:o=null}={}){return(o||b.create(n,r,null)).weekdays(e)}static weekdaysFormat(e="long",{locale:n=null,numberingSystem:r=null,locObj:o=null}={}){return(o||b.create(n,r,null)).weekdays(e,!0)}static meridiems({locale:e=null}={}){return b.create(e).meridiems()}static eras(e="short",{locale:n=null}={}){return b.create(n,null,"gregory").eras(e)}static features(){return{relative:Ma(),localeWeek:Aa()}}};function Ui(t,e){let n=o=>o.toUTC(0,{keepLocalTime:!0}).startOf("day").valueOf(),r=n(e)-n(t);return Math.floor(j.fromMillis(r).as("days"))}function Ef(t,e,n){let r=[["years",(l,u)=>u.year-l.year],["quarters",(l,u)=>u.quarter-l.quarter+(u.year-l.year)*4],["months",(l,u)=>u.month-l.month+(u.year-l.year)*12],["weeks",(l,u)=>{let d=Ui(l,u);return(d-d%7)/7}],["days",Ui]],o={},s=t,i,a;for(let[l,u]of r)n.indexOf(l)>=0&&(i=l,o[l]=u(t,e),a=s.plus(o),a>e?(o[l]--,t=s.plus(o),t>e&&(a=t,o[l]--,t=s.plus(o))):t=a);return[t,o,a,i]}function Rf(t,e,n,r){let[o,s,i,a]=Ef(t,e,n),l=e-o,u=n.filter(m=>["hours","minutes","seconds","milliseconds"].indexOf(m)>=0);u.length===0&&(i<e&&(i=o.plus({[a]:1})),i!==o&&(s[a]=(s[a]||0)+l/(i-o)));let d=j.fromObject(s,r);return u.length>0?j.fromMillis(l,r).shiftTo(...u).plus(d):d}var jf="missing Intl.DateTimeFormat.formatToParts support";function w(t,e=n=>n){return{regex:t,deser:([n])=>e(ym(n))}}var Mf="\xA0",Ba=`[ ${Mf}]`,Ga=new RegExp(Ba,"g");function Af(t){return t.replace(/\./g,"\\.?").replace(Ga,Ba)}function zi(t){return t.replace(/\./g,"").replace(Ga," ").toLowerCase()}function de(t,e){return t===null?null:{regex:RegExp(t.map(Af).join("|")),deser:([n])=>t.findIndex(r=>zi(n)===zi(r))+e}}function Bi(t,e){return{regex:t,deser:([,n,r])=>Fn(n,r),groups:e}}function Rn(t){return{regex:t,deser:([e])=>e}}function Of(t){return t.replace(/[\-\[\]{}()*+?.,\\\^$|#\s]/g,"\\$&")}function Tf(t,e){let n=ue(e),r=ue(e,"{2}"),o=ue(e,"{3}"),s=ue(e,"{4}"),i=ue(e,"{6}"),a=ue(e,"{1,2}"),l=ue(e,"{1,3}"),u=ue(e,"{1,6}"),d=ue(e,"{1,9}"),m=ue(e,"{2,4}"),f=ue(e,"{4,6}"),h=pe=>({regex:RegExp(Of(pe.val)),deser:([nt])=>nt,literal:!0}),v=(pe=>{if(t.literal)return h(pe);switch(pe.val){case"G":return de(e.eras("short"),0);case"GG":return de(e.eras("long"),0);case"y":return w(u);case"yy":return w(m,Zo);case"yyyy":return w(s);case"yyyyy":return w(f);case"yyyyyy":return w(i);case"M":return w(a);case"MM":return w(r);case"MMM":return de(e.months("short",!0),1);case"MMMM":return de(e.months("long",!0),1);case"L":return w(a);case"LL":return w(r);case"LLL":return de(e.months("short",!1),1);case"LLLL":return de(e.months("long",!1),1);case"d":return w(a);case"dd":return w(r);case"o":return w(l);case"ooo":return w(o);case"HH":return w(r);case"H":return w(a);case"hh":return w(r);case"h":return w(a);case"mm":return w(r);case"m":return w(a);case"q":return w(a);case"qq":return w(r);case"s":return w(a);case"ss":return w(r);case"S":return w(l);case"SSS":return w(o);case"u":return Rn(d);case"uu":return Rn(a);case"uuu":return w(n);case"a":return de(e.meridiems(),0);case"kkkk":return w(s);case"kk":return w(m,Zo);case"W":return w(a);case"WW":return w(r);case"E":case"c":return w(n);case"EEE":return de(e.weekdays("short",!1),1);case"EEEE":return de(e.weekdays("long",!1),1);case"ccc":return de(e.weekdays("short",!0),1);case"cccc":return de(e.weekdays("long",!0),1);case"Z":case"ZZ":return Bi(new RegExp(`([+-]${a.source})(?::(${r.source}))?`),2);case"ZZZ":return Bi(new RegExp(`([+-]${a.source})(${r.source})?`),2);case"z":return Rn(/[a-z_+-/]{1,256}?/i);case" ":return Rn(/[^\S\n\r]/);default:return h(pe)}})(t)||{invalidReason:jf};return v.token=t,v}var If={year:{"2-digit":"yy",numeric:"yyyyy"},month:{numeric:"M","2-digit":"MM",short:"MMM",long:"MMMM"},day:{numeric:"d","2-digit":"dd"},weekday:{short:"EEE",long:"EEEE"},dayperiod:"a",dayPeriod:"a",hour12:{numeric:"h","2-digit":"hh"},hour24:{numeric:"H","2-digit":"HH"},minute:{numeric:"m","2-digit":"mm"},second:{numeric:"s","2-digit":"ss"},timeZoneName:{long:"ZZZZZ",short:"ZZZ"}};function Cf(t,e,n){let{type:r,value:o}=t;if(r==="literal"){let l=/^\s+$/.test(o);return{literal:!l,val:l?" ":o}}let s=e[r],i=r;r==="hour"&&(e.hour12!=null?i=e.hour12?"hour12":"hour24":e.hourCycle!=null?e.hourCycle==="h11"||e.hourCycle==="h12"?i="hour12":i="hour24":i=n.hour12?"hour12":"hour24");let a=If[i];if(typeof a=="object"&&(a=a[s]),a)return{literal:!1,val:a}}function Nf(t){return[`^${t.map(n=>n.regex).reduce((n,r)=>`${n}(${r.source})`,"")}$`,t]}function Pf(t,e,n){let r=t.match(e);if(r){let o={},s=1;for(let i in n)if(mt(n,i)){let a=n[i],l=a.groups?a.groups+1:1;!a.literal&&a.token&&(o[a.token.val[0]]=a.deser(r.slice(s,s+l))),s+=l}return[r,o]}else return[r,{}]}function Df(t){let e=s=>{switch(s){case"S":return"millisecond";case"s":return"second";case"m":return"minute";case"h":case"H":return"hour";case"d":return"day";case"o":return"ordinal";case"L":case"M":return"month";case"y":return"year";case"E":case"c":return"weekday";case"W":return"weekNumber";case"k":return"weekYear";case"q":return"quarter";default:return null}},n=null,r;return y(t.z)||(n=ve.create(t.z)),y(t.Z)||(n||(n=new Y(t.Z)),r=t.Z),y(t.q)||(t.M=(t.q-1)*3+1),y(t.h)||(t.h<12&&t.a===1?t.h+=12:t.h===12&&t.a===0&&(t.h=0)),t.G===0&&t.y&&(t.y=-t.y),y(t.u)||(t.S=es(t.u)),[Object.keys(t).reduce((s,i)=>{let a=e(i);return a&&(s[a]=t[i]),s},{}),n,r]}var Ao=null;function $f(){return Ao||(Ao=S.fromMillis(1555555555555)),Ao}function qf(t,e){if(t.literal)return t;let n=B.macroTokenToFormatOpts(t.val),r=Ka(n,e);return r==null||r.includes(void 0)?t:r}function Za(t,e){return Array.prototype.concat(...t.map(n=>qf(n,e)))}var qn=class{constructor(e,n){if(this.locale=e,this.format=n,this.tokens=Za(B.parseFormat(n),e),this.units=this.tokens.map(r=>Tf(r,e)),this.disqualifyingUnit=this.units.find(r=>r.invalidReason),!this.disqualifyingUnit){let[r,o]=Nf(this.units);this.regex=RegExp(r,"i"),this.handlers=o}}explainFromTokens(e){if(this.isValid){let[n,r]=Pf(e,this.regex,this.handlers),[o,s,i]=r?Df(r):[null,null,void 0];if(mt(r,"a")&&mt(r,"H"))throw new Te("Can't include meridiem when specifying 24-hour format");return{input:e,tokens:this.tokens,regex:this.regex,rawMatches:n,matches:r,result:o,zone:s,specificOffset:i}}else return{input:e,tokens:this.tokens,invalidReason:this.invalidReason}}get isValid(){return!this.disqualifyingUnit}get invalidReason(){return this.disqualifyingUnit?this.disqualifyingUnit.invalidReason:null}};function Ya(t,e,n){return new qn(t,n).explainFromTokens(e)}function Lf(t,e,n){let{result:r,zone:o,specificOffset:s,invalidReason:i}=Ya(t,e,n);return[r,o,s,i]}function Ka(t,e){if(!t)return null;let r=B.create(e,t).dtFormatter($f()),o=r.formatToParts(),s=r.resolvedOptions();return o.map(i=>Cf(i,t,s))}var Oo="Invalid DateTime",Gi=864e13;function Ft(t){return new G("unsupported zone",`the zone "${t.name}" is not supported`)}function To(t){return t.weekData===null&&(t.weekData=Pn(t.c)),t.weekData}function Io(t){return t.localWeekData===null&&(t.localWeekData=Pn(t.c,t.loc.getMinDaysInFirstWeek(),t.loc.getStartOfWeek())),t.localWeekData}function Ve(t,e){let n={ts:t.ts,zone:t.zone,c:t.c,o:t.o,loc:t.loc,invalid:t.invalid};return new S({...n,...e,old:n})}function Qa(t,e,n){let r=t-e*60*1e3,o=n.offset(r);if(e===o)return[r,e];r-=(o-e)*60*1e3;let s=n.offset(r);return o===s?[r,o]:[t-Math.min(o,s)*60*1e3,Math.max(o,s)]}function jn(t,e){t+=e*60*1e3;let n=new Date(t);return{year:n.getUTCFullYear(),month:n.getUTCMonth()+1,day:n.getUTCDate(),hour:n.getUTCHours(),minute:n.getUTCMinutes(),second:n.getUTCSeconds(),millisecond:n.getUTCMilliseconds()}}function An(t,e,n){return Qa(Hn(t),e,n)}function Zi(t,e){let n=t.o,r=t.c.year+Math.trunc(e.years),o=t.c.month+Math.trunc(e.months)+Math.trunc(e.quarters)*3,s={...t.c,year:r,month:o,day:Math.min(t.c.day,Dn(r,o))+Math.trunc(e.days)+Math.trunc(e.weeks)*7},i=j.fromObject({years:e.years-Math.trunc(e.years),quarters:e.quarters-Math.trunc(e.quarters),months:e.months-Math.trunc(e.months),weeks:e.weeks-Math.trunc(e.weeks),days:e.days-Math.trunc(e.days),hours:e.hours,minutes:e.minutes,seconds:e.seconds,milliseconds:e.milliseconds}).as("milliseconds"),a=Hn(s),[l,u]=Qa(a,n,t.zone);return i!==0&&(l+=i,u=t.zone.offset(l)),{ts:l,o:u}}function ut(t,e,n,r,o,s){let{setZone:i,zone:a}=n;if(t&&Object.keys(t).length!==0||e){let l=e||a,u=S.fromObject(t,{...n,zone:l,specificOffset:s});return i?u:u.setZone(a)}else return S.invalid(new G("unparsable",`the input "${o}" can't be parsed as ${r}`))}function Mn(t,e,n=!0){return t.isValid?B.create(b.create("en-US"),{allowZ:n,forceSimple:!0}).formatDateTimeFromString(t,e):null}function Co(t,e,n){let r=t.c.year>9999||t.c.year<0,o="";if(r&&t.c.year>=0&&(o+="+"),o+=R(t.c.year,r?6:4),n==="year")return o;if(e){if(o+="-",o+=R(t.c.month),n==="month")return o;o+="-"}else if(o+=R(t.c.month),n==="month")return o;return o+=R(t.c.day),o}function Yi(t,e,n,r,o,s,i){let a=!n||t.c.millisecond!==0||t.c.second!==0,l="";switch(i){case"day":case"month":case"year":break;default:if(l+=R(t.c.hour),i==="hour")break;if(e){if(l+=":",l+=R(t.c.minute),i==="minute")break;a&&(l+=":",l+=R(t.c.second))}else{if(l+=R(t.c.minute),i==="minute")break;a&&(l+=R(t.c.second))}if(i==="second")break;a&&(!r||t.c.millisecond!==0)&&(l+=".",l+=R(t.c.millisecond,3))}return o&&(t.isOffsetFixed&&t.offset===0&&!s?l+="Z":t.o<0?(l+="-",l+=R(Math.trunc(-t.o/60)),l+=":",l+=R(Math.trunc(-t.o%60))):(l+="+",l+=R(Math.trunc(t.o/60)),l+=":",l+=R(Math.trunc(t.o%60)))),s&&(l+="["+t.zone.ianaName+"]"),l}var Xa={month:1,day:1,hour:0,minute:0,second:0,millisecond:0},Hf={weekNumber:1,weekday:1,hour:0,minute:0,second:0,millisecond:0},Ff={ordinal:1,hour:0,minute:0,second:0,millisecond:0},On=["year","month","day","hour","minute","second","millisecond"],Jf=["weekYear","weekNumber","weekday","hour","minute","second","millisecond"],Wf=["year","ordinal","hour","minute","second","millisecond"];function Tn(t){let e={year:"year",years:"year",month:"month",months:"month",day:"day",days:"day",hour:"hour",hours:"hour",minute:"minute",minutes:"minute",quarter:"quarter",quarters:"quarter",second:"second",seconds:"second",millisecond:"millisecond",milliseconds:"millisecond",weekday:"weekday",weekdays:"weekday",weeknumber:"weekNumber",weeksnumber:"weekNumber",weeknumbers:"weekNumber",weekyear:"weekYear",weekyears:"weekYear",ordinal:"ordinal"}[t.toLowerCase()];if(!e)throw new In(t);return e}function Ki(t){switch(t.toLowerCase()){case"localweekday":case"localweekdays":return"localWeekday";case"localweeknumber":case"localweeknumbers":return"localWeekNumber";case"localweekyear":case"localweekyears":return"localWeekYear";default:return Tn(t)}}function Vf(t){if(Jt===void 0&&(Jt=k.now()),t.type!=="iana")return t.offset(Jt);let e=t.name,n=Yo.get(e);return n===void 0&&(n=t.offset(Jt),Yo.set(e,n)),n}function Qi(t,e){let n=Oe(e.zone,k.defaultZone);if(!n.isValid)return S.invalid(Ft(n));let r=b.fromObject(e),o,s;if(y(t.year))o=k.now();else{for(let l of On)y(t[l])&&(t[l]=Xa[l]);let i=Ra(t)||ja(t);if(i)return S.invalid(i);let a=Vf(n);[o,s]=An(t,a,n)}return new S({ts:o,zone:n,loc:r,o:s})}function Xi(t,e,n){let r=y(n.round)?!0:n.round,o=y(n.rounding)?"trunc":n.rounding,s=(a,l)=>(a=ts(a,r||n.calendary?0:2,n.calendary?"round":o),e.loc.clone(n).relFormatter(n).format(a,l)),i=a=>n.calendary?e.hasSame(t,a)?0:e.startOf(a).diff(t.startOf(a),a).get(a):e.diff(t,a).get(a);if(n.unit)return s(i(n.unit),n.unit);for(let a of n.units){let l=i(a);if(Math.abs(l)>=1)return s(l,a)}return s(t>e?-0:0,n.units[n.units.length-1])}function ea(t){let e={},n;return t.length>0&&typeof t[t.length-1]=="object"?(e=t[t.length-1],n=Array.from(t).slice(0,t.length-1)):n=Array.from(t),[e,n]}var Jt,Yo=new Map,S=class t{constructor(e){let n=e.zone||k.defaultZone,r=e.invalid||(Number.isNaN(e.ts)?new G("invalid input"):null)||(n.isValid?null:Ft(n));this.ts=y(e.ts)?k.now():e.ts;let o=null,s=null;if(!r)if(e.old&&e.old.ts===this.ts&&e.old.zone.equals(n))[o,s]=[e.old.c,e.old.o];else{let a=Ie(e.o)&&!e.old?e.o:n.offset(this.ts);o=jn(this.ts,a),r=Number.isNaN(o.year)?new G("invalid input"):null,o=r?null:o,s=r?null:a}this._zone=n,this.loc=e.loc||b.create(),this.invalid=r,this.weekData=null,this.localWeekData=null,this.c=o,this.o=s,this.isLuxonDateTime=!0}static now(){return new t({})}static local(){let[e,n]=ea(arguments),[r,o,s,i,a,l,u]=n;return Qi({year:r,month:o,day:s,hour:i,minute:a,second:l,millisecond:u},e)}static utc(){let[e,n]=ea(arguments),[r,o,s,i,a,l,u]=n;return e.zone=Y.utcInstance,Qi({year:r,month:o,day:s,hour:i,minute:a,second:l,millisecond:u},e)}static fromJSDate(e,n={}){let r=km(e)?e.valueOf():NaN;if(Number.isNaN(r))return t.invalid("invalid input");let o=Oe(n.zone,k.defaultZone);return o.isValid?new t({ts:r,zone:o,loc:b.fromObject(n)}):t.invalid(Ft(o))}static fromMillis(e,n={}){if(Ie(e))return e<-Gi||e>Gi?t.invalid("Timestamp out of range"):new t({ts:e,zone:Oe(n.zone,k.defaultZone),loc:b.fromObject(n)});throw new O(`fromMillis requires a numerical input, but received a ${typeof e} with value ${e}`)}static fromSeconds(e,n={}){if(Ie(e))return new t({ts:e*1e3,zone:Oe(n.zone,k.defaultZone),loc:b.fromObject(n)});throw new O("fromSeconds requires a numerical input")}static fromObject(e,n={}){e=e||{};let r=Oe(n.zone,k.defaultZone);if(!r.isValid)return t.invalid(Ft(r));let o=b.fromObject(n),s=$n(e,Ki),{minDaysInFirstWeek:i,startOfWeek:a}=$i(s,o),l=k.now(),u=y(n.specificOffset)?r.offset(l):n.specificOffset,d=!y(s.ordinal),m=!y(s.year),f=!y(s.month)||!y(s.day),h=m||f,g=s.weekYear||s.weekNumber;if((h||d)&&g)throw new Te("Can't mix weekYear/weekNumber units with year/month/day or ordinals");if(f&&d)throw new Te("Can't mix ordinal dates with month/day");let v=g||s.weekday&&!h,pe,nt,Nt=jn(l,u);v?(pe=Jf,nt=Hf,Nt=Pn(Nt,i,a)):d?(pe=Wf,nt=Ff,Nt=Mo(Nt)):(pe=On,nt=Xa);let si=!1;for(let Dt of pe){let Cc=s[Dt];y(Cc)?si?s[Dt]=nt[Dt]:s[Dt]=Nt[Dt]:si=!0}let Ac=v?wm(s,i,a):d?_m(s):Ra(s),ii=Ac||ja(s);if(ii)return t.invalid(ii);let Oc=v?Pi(s,i,a):d?Di(s):s,[Tc,Ic]=An(Oc,u,r),Pt=new t({ts:Tc,zone:r,o:Ic,loc:o});return s.weekday&&h&&e.weekday!==Pt.weekday?t.invalid("mismatched weekday",`you can't specify both a weekday of ${s.weekday} and a date of ${Pt.toISO()}`):Pt.isValid?Pt:t.invalid(Pt.invalid)}static fromISO(e,n={}){let[r,o]=cf(e);return ut(r,o,n,"ISO 8601",e)}static fromRFC2822(e,n={}){let[r,o]=mf(e);return ut(r,o,n,"RFC 2822",e)}static fromHTTP(e,n={}){let[r,o]=ff(e);return ut(r,o,n,"HTTP",n)}static fromFormat(e,n,r={}){if(y(e)||y(n))throw new O("fromFormat requires an input string and a format");let{locale:o=null,numberingSystem:s=null}=r,i=b.fromOpts({locale:o,numberingSystem:s,defaultToEN:!0}),[a,l,u,d]=Lf(i,e,n);return d?t.invalid(d):ut(a,l,r,`format ${n}`,e,u)}static fromString(e,n,r={}){return t.fromFormat(e,n,r)}static fromSQL(e,n={}){let[r,o]=bf(e);return ut(r,o,n,"SQL",e)}static invalid(e,n=null){if(!e)throw new O("need to specify a reason the DateTime is invalid");let r=e instanceof G?e:new G(e,n);if(k.throwOnInvalid)throw new No(r);return new t({invalid:r})}static isDateTime(e){return e&&e.isLuxonDateTime||!1}static parseFormatForOpts(e,n={}){let r=Ka(e,b.fromObject(n));return r?r.map(o=>o?o.val:null).join(""):null}static expandFormat(e,n={}){return Za(B.parseFormat(e),b.fromObject(n)).map(o=>o.val).join("")}static resetCache(){Jt=void 0,Yo.clear()}get(e){return this[e]}get isValid(){return this.invalid===null}get invalidReason(){return this.invalid?this.invalid.reason:null}get invalidExplanation(){return this.invalid?this.invalid.explanation:null}get locale(){return this.isValid?this.loc.locale:null}get numberingSystem(){return this.isValid?this.loc.numberingSystem:null}get outputCalendar(){return this.isValid?this.loc.outputCalendar:null}get zone(){return this._zone}get zoneName(){return this.isValid?this.zone.name:null}get year(){return this.isValid?this.c.year:NaN}get quarter(){return this.isValid?Math.ceil(this.c.month/3):NaN}get month(){return this.isValid?this.c.month:NaN}get day(){return this.isValid?this.c.day:NaN}get hour(){return this.isValid?this.c.hour:NaN}get minute(){return this.isValid?this.c.minute:NaN}get second(){return this.isValid?this.c.second:NaN}get millisecond(){return this.isValid?this.c.millisecond:NaN}get weekYear(){return this.isValid?To(this).weekYear:NaN}get weekNumber(){return this.isValid?To(this).weekNumber:NaN}get weekday(){return this.isValid?To(this).weekday:NaN}get isWeekend(){return this.isValid&&this.loc.getWeekendDays().includes(this.weekday)}get localWeekday(){return this.isValid?Io(this).weekday:NaN}get localWeekNumber(){return this.isValid?Io(this).weekNumber:NaN}get localWeekYear(){return this.isValid?Io(this).weekYear:NaN}get ordinal(){return this.isValid?Mo(this.c).ordinal:NaN}get monthShort(){return this.isValid?ze.months("short",{locObj:this.loc})[this.month-1]:null}get monthLong(){return this.isValid?ze.months("long",{locObj:this.loc})[this.month-1]:null}get weekdayShort(){return this.isValid?ze.weekdays("short",{locObj:this.loc})[this.weekday-1]:null}get weekdayLong(){return this.isValid?ze.weekdays("long",{locObj:this.loc})[this.weekday-1]:null}get offset(){return this.isValid?+this.o:NaN}get offsetNameShort(){return this.isValid?this.zone.offsetName(this.ts,{format:"short",locale:this.locale}):null}get offsetNameLong(){return this.isValid?this.zone.offsetName(this.ts,{format:"long",locale:this.locale}):null}get isOffsetFixed(){return this.isValid?this.zone.isUniversal:null}get isInDST(){return this.isOffsetFixed?!1:this.offset>this.set({month:1,day:1}).offset||this.offset>this.set({month:5}).offset}getPossibleOffsets(){if(!this.isValid||this.isOffsetFixed)return[this];let e=864e5,n=6e4,r=Hn(this.c),o=this.zone.offset(r-e),s=this.zone.offset(r+e),i=this.zone.offset(r-o*n),a=this.zone.offset(r-s*n);if(i===a)return[this];let l=r-i*n,u=r-a*n,d=jn(l,i),m=jn(u,a);return d.hour===m.hour&&d.minute===m.minute&&d.second===m.second&&d.millisecond===m.millisecond?[Ve(this,{ts:l}),Ve(this,{ts:u})]:[this]}get isInLeapYear(){return zt(this.year)}get daysInMonth(){return Dn(this.year,this.month)}get daysInYear(){return this.isValid?dt(this.year):NaN}get weeksInWeekYear(){return this.isValid?Ut(this.weekYear):NaN}get weeksInLocalWeekYear(){return this.isValid?Ut(this.localWeekYear,this.loc.getMinDaysInFirstWeek(),this.loc.getStartOfWeek()):NaN}resolvedLocaleOptions(e={}){let{locale:n,numberingSystem:r,calendar:o}=B.create(this.loc.clone(e),e).resolvedOptions(this);return{locale:n,numberingSystem:r,outputCalendar:o}}toUTC(e=0,n={}){return this.setZone(Y.instance(e),n)}toLocal(){return this.setZone(k.defaultZone)}setZone(e,{keepLocalTime:n=!1,keepCalendarTime:r=!1}={}){if(e=Oe(e,k.defaultZone),e.equals(this.zone))return this;if(e.isValid){let o=this.ts;if(n||r){let s=e.offset(this.ts),i=this.toObject();[o]=An(i,s,e)}return Ve(this,{ts:o,zone:e})}else return t.invalid(Ft(e))}reconfigure({locale:e,numberingSystem:n,outputCalendar:r}={}){let o=this.loc.clone({locale:e,numberingSystem:n,outputCalendar:r});return Ve(this,{loc:o})}setLocale(e){return this.reconfigure({locale:e})}set(e){if(!this.isValid)return this;let n=$n(e,Ki),{minDaysInFirstWeek:r,startOfWeek:o}=$i(n,this.loc),s=!y(n.weekYear)||!y(n.weekNumber)||!y(n.weekday),i=!y(n.ordinal),a=!y(n.year),l=!y(n.month)||!y(n.day),u=a||l,d=n.weekYear||n.weekNumber;if((u||i)&&d)throw new Te("Can't mix weekYear/weekNumber units with year/month/day or ordinals");if(l&&i)throw new Te("Can't mix ordinal dates with month/day");let m;s?m=Pi({...Pn(this.c,r,o),...n},r,o):y(n.ordinal)?(m={...this.toObject(),...n},y(n.day)&&(m.day=Math.min(Dn(m.year,m.month),m.day))):m=Di({...Mo(this.c),...n});let[f,h]=An(m,this.o,this.zone);return Ve(this,{ts:f,o:h})}plus(e){if(!this.isValid)return this;let n=j.fromDurationLike(e);return Ve(this,Zi(this,n))}minus(e){if(!this.isValid)return this;let n=j.fromDurationLike(e).negate();return Ve(this,Zi(this,n))}startOf(e,{useLocaleWeeks:n=!1}={}){if(!this.isValid)return this;let r={},o=j.normalizeUnit(e);switch(o){case"years":r.month=1;case"quarters":case"months":r.day=1;case"weeks":case"days":r.hour=0;case"hours":r.minute=0;case"minutes":r.second=0;case"seconds":r.millisecond=0;break}if(o==="weeks")if(n){let s=this.loc.getStartOfWeek(),{weekday:i}=this;i<s&&(r.weekNumber=this.weekNumber-1),r.weekday=s}else r.weekday=1;if(o==="quarters"){let s=Math.ceil(this.month/3);r.month=(s-1)*3+1}return this.set(r)}endOf(e,n){return this.isValid?this.plus({[e]:1}).startOf(e,n).minus(1):this}toFormat(e,n={}){return this.isValid?B.create(this.loc.redefaultToEN(n)).formatDateTimeFromString(this,e):Oo}toLocaleString(e=Cn,n={}){return this.isValid?B.create(this.loc.clone(n),e).formatDateTime(this):Oo}toLocaleParts(e={}){return this.isValid?B.create(this.loc.clone(e),e).formatDateTimeParts(this):[]}toISO({format:e="extended",suppressSeconds:n=!1,suppressMilliseconds:r=!1,includeOffset:o=!0,extendedZone:s=!1,precision:i="milliseconds"}={}){if(!this.isValid)return null;i=Tn(i);let a=e==="extended",l=Co(this,a,i);return On.indexOf(i)>=3&&(l+="T"),l+=Yi(this,a,n,r,o,s,i),l}toISODate({format:e="extended",precision:n="day"}={}){return this.isValid?Co(this,e==="extended",Tn(n)):null}toISOWeekDate(){return Mn(this,"kkkk-'W'WW-c")}toISOTime({suppressMilliseconds:e=!1,suppressSeconds:n=!1,includeOffset:r=!0,includePrefix:o=!1,extendedZone:s=!1,format:i="extended",precision:a="milliseconds"}={}){return this.isValid?(a=Tn(a),(o&&On.indexOf(a)>=3?"T":"")+Yi(this,i==="extended",n,e,r,s,a)):null}toRFC2822(){return Mn(this,"EEE, dd LLL yyyy HH:mm:ss ZZZ",!1)}toHTTP(){return Mn(this.toUTC(),"EEE, dd LLL yyyy HH:mm:ss 'GMT'")}toSQLDate(){return this.isValid?Co(this,!0):null}toSQLTime({includeOffset:e=!0,includeZone:n=!1,includeOffsetSpace:r=!0}={}){let o="HH:mm:ss.SSS";return(n||e)&&(r&&(o+=" "),n?o+="z":e&&(o+="ZZ")),Mn(this,o,!0)}toSQL(e={}){return this.isValid?`${this.toSQLDate()} ${this.toSQLTime(e)}`:null}toString(){return this.isValid?this.toISO():Oo}[Symbol.for("nodejs.util.inspect.custom")](){return this.isValid?`DateTime { ts: ${this.toISO()}, zone: ${this.zone.name}, locale: ${this.locale} }`:`DateTime { Invalid, reason: ${this.invalidReason} }`}valueOf(){return this.toMillis()}toMillis(){return this.isValid?this.ts:NaN}toSeconds(){return this.isValid?this.ts/1e3:NaN}toUnixInteger(){return this.isValid?Math.floor(this.ts/1e3):NaN}toJSON(){return this.toISO()}toBSON(){return this.toJSDate()}toObject(e={}){if(!this.isValid)return{};let n={...this.c};return e.includeConfig&&(n.outputCalendar=this.outputCalendar,n.numberingSystem=this.loc.numberingSystem,n.locale=this.loc.locale),n}toJSDate(){return new Date(this.isValid?this.ts:NaN)}diff(e,n="milliseconds",r={}){if(!this.isValid||!e.isValid)return j.invalid("created by diffing an invalid DateTime");let o={locale:this.locale,numberingSystem:this.numberingSystem,...r},s=Sm(n).map(j.normalizeUnit),i=e.valueOf()>this.valueOf(),a=i?this:e,l=i?e:this,u=Rf(a,l,s,o);return i?u.negate():u}diffNow(e="milliseconds",n={}){return this.diff(t.now(),e,n)}until(e){return this.isValid?Be.fromDateTimes(this,e):this}hasSame(e,n,r){if(!this.isValid)return!1;let o=e.valueOf(),s=this.setZone(e.zone,{keepLocalTime:!0});return s.startOf(n,r)<=o&&o<=s.endOf(n,r)}equals(e){return this.isValid&&e.isValid&&this.valueOf()===e.valueOf()&&this.zone.equals(e.zone)&&this.loc.equals(e.loc)}toRelative(e={}){if(!this.isValid)return null;let n=e.base||t.fromObject({},{zone:this.zone}),r=e.padding?this<n?-e.padding:e.padding:0,o=["years","months","days","hours","minutes","seconds"],s=e.unit;return Array.isArray(e.unit)&&(o=e.unit,s=void 0),Xi(n,this.plus(r),{...e,numeric:"always",units:o,unit:s})}toRelativeCalendar(e={}){return this.isValid?Xi(e.base||t.fromObject({},{zone:this.zone}),this,{...e,numeric:"auto",units:["years","months","days"],calendary:!0}):null}static min(...e){if(!e.every(t.isDateTime))throw new O("min requires all arguments be DateTimes");return qi(e,n=>n.valueOf(),Math.min)}static max(...e){if(!e.every(t.isDateTime))throw new O("max requires all arguments be DateTimes");return qi(e,n=>n.valueOf(),Math.max)}static fromFormatExplain(e,n,r={}){let{locale:o=null,numberingSystem:s=null}=r,i=b.fromOpts({locale:o,numberingSystem:s,defaultToEN:!0});return Ya(i,e,n)}static fromStringExplain(e,n,r={}){return t.fromFormatExplain(e,n,r)}static buildFormatParser(e,n={}){let{locale:r=null,numberingSystem:o=null}=n,s=b.fromOpts({locale:r,numberingSystem:o,defaultToEN:!0});return new qn(s,e)}static fromFormatParser(e,n,r={}){if(y(e)||y(n))throw new O("fromFormatParser requires an input string and a format parser");let{locale:o=null,numberingSystem:s=null}=r,i=b.fromOpts({locale:o,numberingSystem:s,defaultToEN:!0});if(!i.equals(n.locale))throw new O(`fromFormatParser called with a locale of ${i}, but the format parser was created for ${n.locale}`);let{result:a,zone:l,specificOffset:u,invalidReason:d}=n.explainFromTokens(e);return d?t.invalid(d):ut(a,l,r,`format ${n.format}`,e,u)}static get DATE_SHORT(){return Cn}static get DATE_MED(){return ta}static get DATE_MED_WITH_WEEKDAY(){return Xc}static get DATE_FULL(){return na}static get DATE_HUGE(){return ra}static get TIME_SIMPLE(){return oa}static get TIME_WITH_SECONDS(){return sa}static get TIME_WITH_SHORT_OFFSET(){return ia}static get TIME_WITH_LONG_OFFSET(){return aa}static get TIME_24_SIMPLE(){return la}static get TIME_24_WITH_SECONDS(){return ua}static get TIME_24_WITH_SHORT_OFFSET(){return da}static get TIME_24_WITH_LONG_OFFSET(){return ca}static get DATETIME_SHORT(){return ma}static get DATETIME_SHORT_WITH_SECONDS(){return fa}static get DATETIME_MED(){return ha}static get DATETIME_MED_WITH_SECONDS(){return pa}static get DATETIME_MED_WITH_WEEKDAY(){return em}static get DATETIME_FULL(){return ya}static get DATETIME_FULL_WITH_SECONDS(){return ga}static get DATETIME_HUGE(){return wa}static get DATETIME_HUGE_WITH_SECONDS(){return _a}};function Lt(t){if(S.isDateTime(t))return t;if(t&&t.valueOf&&Ie(t.valueOf()))return S.fromJSDate(t);if(t&&typeof t=="object")return S.fromObject(t);throw new O(`Unknown datetime argument: ${t}, of type ${typeof t}`)}var Uf="3.7.2";K.DateTime=S;K.Duration=j;K.FixedOffsetZone=Y;K.IANAZone=ve;K.Info=ze;K.Interval=Be;K.InvalidZone=Nn;K.Settings=k;K.SystemZone=Vt;K.VERSION=Uf;K.Zone=Ce});var Vn=A(L=>{"use strict";Object.defineProperty(L,"__esModule",{value:!0});L.CronDate=L.DAYS_IN_MONTH=L.DateMathOp=L.TimeUnit=void 0;var Ne=el(),P;(function(t){t.Second="Second",t.Minute="Minute",t.Hour="Hour",t.Day="Day",t.Month="Month",t.Year="Year"})(P||(L.TimeUnit=P={}));var gt;(function(t){t.Add="Add",t.Subtract="Subtract"})(gt||(L.DateMathOp=gt={}));L.DAYS_IN_MONTH=Object.freeze([31,29,31,30,31,30,31,31,30,31,30,31]);var Wn=class t{#e;#t=null;#n=null;#r=null;constructor(e,n){let r={zone:n};if(!e&&e!==0?this.#e=Ne.DateTime.local():e instanceof t?(this.#e=e.#e,this.#t=e.#t,this.#n=e.#n,this.#r=e.#r):e instanceof Date?this.#e=Ne.DateTime.fromJSDate(e,r):typeof e=="number"?this.#e=Ne.DateTime.fromMillis(e,r):(this.#e=Ne.DateTime.fromISO(e,r),this.#e.isValid||(this.#e=Ne.DateTime.fromRFC2822(e,r)),this.#e.isValid||(this.#e=Ne.DateTime.fromSQL(e,r)),this.#e.isValid||(this.#e=Ne.DateTime.fromFormat(e,"EEE, d MMM yyyy HH:mm:ss",r)),this.#e.isValid||(this.#e=Ne.DateTime.fromHTTP(e,r))),!this.#e.isValid)throw new Error(`CronDate: unhandled timestamp: ${e}`);n&&n!==this.#e.zoneName&&(this.#e=this.#e.setZone(n))}static#o(e){return e%4===0&&e%100!==0||e%400===0}get dstStart(){return this.#t}get dstStartLandingHour(){return this.#n}clearDstStart(){this.#t=null,this.#n=null}get dstEnd(){return this.#r}set dstEnd(e){this.#r=e}addYear(){this.#e=this.#e.plus({years:1})}addMonth(){this.#e=this.#e.plus({months:1}).startOf("month")}addDay(){this.#e=this.#e.plus({days:1}).startOf("day")}addHour(){this.#e=this.#e.plus({hours:1}).startOf("hour")}addMinute(){this.#e=this.#e.plus({minutes:1}).startOf("minute")}addSecond(){this.#e=this.#e.plus({seconds:1})}subtractYear(){this.#e=this.#e.minus({years:1})}subtractMonth(){this.#e=this.#e.minus({months:1}).endOf("month").startOf("second")}subtractDay(){this.#e=this.#e.minus({days:1}).endOf("day").startOf("second")}subtractHour(){this.#e=this.#e.minus({hours:1}).endOf("hour").startOf("second")}subtractMinute(){this.#e=this.#e.minus({minutes:1}).endOf("minute").startOf("second")}subtractSecond(){this.#e=this.#e.minus({seconds:1})}addUnit(e){switch(e){case P.Year:return this.addYear();case P.Month:return this.addMonth();case P.Day:return this.addDay();case P.Hour:return this.addHour();case P.Minute:return this.addMinute();case P.Second:return this.addSecond()}}subtractUnit(e){switch(e){case P.Year:return this.subtractYear();case P.Month:return this.subtractMonth();case P.Day:return this.subtractDay();case P.Hour:return this.subtractHour();case P.Minute:return this.subtractMinute();case P.Second:return this.subtractSecond()}}invokeDateOperation(e,n){if(e===gt.Add){this.addUnit(n);return}if(e===gt.Subtract){this.subtractUnit(n);return}throw new Error(`Invalid verb: ${e}`)}getDate(){return this.#e.day}getFullYear(){return this.#e.year}getDay(){let e=this.#e.weekday;return e===7?0:e}getMonth(){return this.#e.month-1}getHours(){return this.#e.hour}getMinutes(){return this.#e.minute}getSeconds(){return this.#e.second}getMilliseconds(){return this.#e.millisecond}getUTCOffset(){return this.#e.offset}setStartOfDay(){this.#e=this.#e.startOf("day")}setEndOfDay(){this.#e=this.#e.endOf("day")}getTime(){return this.#e.valueOf()}getUTCDate(){return this.#s().day}getUTCFullYear(){return this.#s().year}getUTCDay(){let e=this.#s().weekday;return e===7?0:e}getUTCMonth(){return this.#s().month-1}getUTCHours(){return this.#s().hour}getUTCMinutes(){return this.#s().minute}getUTCSeconds(){return this.#s().second}toISOString(){return this.#e.toUTC().toISO()}toJSON(){return this.#e.toJSON()}#i(e,n){this.#e[e]!==n&&(this.#e=this.#e.set({[e]:n}))}setDate(e){this.#i("day",e)}setFullYear(e){this.#i("year",e)}setDay(e){this.#i("weekday",e)}setMonth(e){this.#i("month",e+1)}setHours(e){this.#i("hour",e)}setMinutes(e){this.#i("minute",e)}setSeconds(e){this.#i("second",e)}setMilliseconds(e){this.#i("millisecond",e)}toString(){return this.toDate().toString()}toDate(){return this.#e.toJSDate()}isLastDayOfMonth(){let{day:e,month:n}=this.#e;if(n===2){let r=t.#o(this.#e.year);return e===L.DAYS_IN_MONTH[n-1]-(r?0:1)}return e===L.DAYS_IN_MONTH[n-1]}isLastWeekdayOfMonth(){let{day:e,month:n}=this.#e,r;return n===2?r=L.DAYS_IN_MONTH[n-1]-(t.#o(this.#e.year)?0:1):r=L.DAYS_IN_MONTH[n-1],e>r-7}applyDateOperation(e,n,r){if(n===P.Month||n===P.Day){this.invokeDateOperation(e,n),this.clearDstStart(),e===gt.Add&&r!==24&&this.getHours()>0&&(this.#t=0,this.#n=this.getHours());return}let o=this.getHours(),s=this.getUTCOffset();this.invokeDateOperation(e,n);let i=this.getHours(),a=(i-o+24)%24;e===gt.Add&&this.getUTCOffset()>s&&a>=2?r!==24&&(this.#t=(o+1)%24,this.#n=i):a===0&&this.getMinutes()===0&&this.getSeconds()===0&&r!==24&&(this.dstEnd=i)}#s(){return this.#e.toUTC()}};L.CronDate=Wn;L.default=Wn});var is=A(Un=>{"use strict";Object.defineProperty(Un,"__esModule",{value:!0});Un.CronMonth=void 0;var zf=Vn(),Bf=Me(),Gf=1,Zf=12,Yf=Object.freeze([]),ss=class extends Bf.CronField{static get min(){return Gf}static get max(){return Zf}static get chars(){return Yf}static get daysInMonth(){return zf.DAYS_IN_MONTH}constructor(e,n){super(e,n),this.validate()}get values(){return super.values}};Un.CronMonth=ss});var tl=A(zn=>{"use strict";Object.defineProperty(zn,"__esModule",{value:!0});zn.CronDayOfMonth=void 0;var Kf=Me(),Qf=is(),Xf=1,eh=31,th=Object.freeze(["L"]),as=class t extends Kf.CronField{static fromMonth(e,n,r){if(e.length!==1)return new t(n,r);let o=Qf.CronMonth.daysInMonth[e[0]-1],s=n.filter(i=>typeof i!="number"||i<=o);return new t(s.length>0?s:n,r)}static get min(){return Xf}static get max(){return eh}static get chars(){return th}static get validChars(){return/^[?,*\dLH/-]+$|^.*H\(\d+-\d+\)\/\d+.*$|^.*H\(\d+-\d+\).*$|^.*H\/\d+.*$/}constructor(e,n){super(e,n),this.validate()}get values(){return super.values}};zn.CronDayOfMonth=as});var nl=A(Bn=>{"use strict";Object.defineProperty(Bn,"__esModule",{value:!0});Bn.CronDayOfWeek=void 0;var nh=Me(),rh=0,oh=7,sh=Object.freeze(["L"]),ls=class extends nh.CronField{static get min(){return rh}static get max(){return oh}static get chars(){return sh}static isValidChar(e){return/^[0-7]?L$/.test(e)}static get validChars(){return/^[?,*\dLH#/-]+$|^.*H\(\d+-\d+\)\/\d+.*$|^.*H\(\d+-\d+\).*$|^.*H\/\d+.*$/}constructor(e,n){if(super(e,n),this.validate(),this.values.some(r=>r==="L"))throw new Error(`${this.constructor.name} Validation error, unexpected standalone L`)}get values(){return super.values}get nthDay(){return this.options.nthDayOfWeek??0}};Bn.CronDayOfWeek=ls});var rl=A(Gn=>{"use strict";Object.defineProperty(Gn,"__esModule",{value:!0});Gn.CronHour=void 0;var ih=Me(),ah=0,lh=23,uh=Object.freeze([]),us=class extends ih.CronField{static get min(){return ah}static get max(){return lh}static get chars(){return uh}constructor(e,n){super(e,n),this.validate()}get values(){return super.values}};Gn.CronHour=us});var ol=A(Zn=>{"use strict";Object.defineProperty(Zn,"__esModule",{value:!0});Zn.CronMinute=void 0;var dh=Me(),ch=0,mh=59,fh=Object.freeze([]),ds=class extends dh.CronField{static get min(){return ch}static get max(){return mh}static get chars(){return fh}constructor(e,n){super(e,n),this.validate()}get values(){return super.values}};Zn.CronMinute=ds});var sl=A(Yn=>{"use strict";Object.defineProperty(Yn,"__esModule",{value:!0});Yn.CronSecond=void 0;var hh=Me(),ph=0,yh=59,gh=Object.freeze([]),cs=class extends hh.CronField{static get min(){return ph}static get max(){return yh}static get chars(){return gh}constructor(e,n){super(e,n),this.validate()}get values(){return super.values}};Yn.CronSecond=cs});var Kn=A(U=>{"use strict";var wh=U&&U.__createBinding||(Object.create?(function(t,e,n,r){r===void 0&&(r=n);var o=Object.getOwnPropertyDescriptor(e,n);(!o||("get"in o?!e.__esModule:o.writable||o.configurable))&&(o={enumerable:!0,get:function(){return e[n]}}),Object.defineProperty(t,r,o)}):(function(t,e,n,r){r===void 0&&(r=n),t[r]=e[n]})),Pe=U&&U.__exportStar||function(t,e){for(var n in t)n!=="default"&&!Object.prototype.hasOwnProperty.call(e,n)&&wh(e,t,n)};Object.defineProperty(U,"__esModule",{value:!0});Pe(vi(),U);Pe(tl(),U);Pe(nl(),U);Pe(Me(),U);Pe(rl(),U);Pe(ol(),U);Pe(is(),U);Pe(sl(),U)});var fs=A(Qn=>{"use strict";Object.defineProperty(Qn,"__esModule",{value:!0});Qn.CronFieldCollection=void 0;var z=Kn(),ms=class t{#e;#t;#n;#r;#o;#i;static from(e,n){return new t({second:this.resolveField(z.CronSecond,e.second,n.second),minute:this.resolveField(z.CronMinute,e.minute,n.minute),hour:this.resolveField(z.CronHour,e.hour,n.hour),dayOfMonth:this.resolveField(z.CronDayOfMonth,e.dayOfMonth,n.dayOfMonth),month:this.resolveField(z.CronMonth,e.month,n.month),dayOfWeek:this.resolveField(z.CronDayOfWeek,e.dayOfWeek,n.dayOfWeek)})}static resolveField(e,n,r){return r?r instanceof z.CronField?r:new e(r):n}constructor({second:e,minute:n,hour:r,dayOfMonth:o,month:s,dayOfWeek:i}){if(!e)throw new Error("Validation error, Field second is missing");if(!n)throw new Error("Validation error, Field minute is missing");if(!r)throw new Error("Validation error, Field hour is missing");if(!o)throw new Error("Validation error, Field dayOfMonth is missing");if(!s)throw new Error("Validation error, Field month is missing");if(!i)throw new Error("Validation error, Field dayOfWeek is missing");if(!o.hasLastChar&&i.isWildcard){let a=Math.max(...s.values.map(l=>z.CronMonth.daysInMonth[l-1]));if(!(parseInt(o.values[0],10)<=a))throw new Error("Invalid explicit day of month definition")}this.#e=e,this.#t=n,this.#n=r,this.#o=s,this.#i=i,this.#r=o}get second(){return this.#e}get minute(){return this.#t}get hour(){return this.#n}get dayOfMonth(){return this.#r}get month(){return this.#o}get dayOfWeek(){return this.#i}static compactField(e){if(e.length===0)return[];let n=[],r;return e.forEach((o,s,i)=>{if(r===void 0){r={start:o,count:1};return}let a=i[s-1]||r.start,l=i[s+1];if(o==="L"||o==="W"){n.push(r),n.push({start:o,count:1}),r=void 0;return}if(r.step===void 0&&l!==void 0){let u=o-a,d=l-o;if(u<=d){r={...r,count:2,end:o,step:u};return}r.step=1}o-(r.end??0)===r.step?(r.count++,r.end=o):(r.count===1?n.push({start:r.start,count:1}):r.count===2?(n.push({start:r.start,count:1}),n.push({start:r.end??a,count:1})):n.push(r),r={start:o,count:1})}),r&&n.push(r),n}static#s(e,n,r){let o=n.step;return o?o===1&&n.start===e.min&&n.end&&n.end>=r?(e instanceof z.CronDayOfMonth||e instanceof z.CronDayOfWeek)&&!e.isWildcard?null:e.hasQuestionMarkChar?"?":"*":o!==1&&n.start===e.min&&n.end&&n.end>=r-o+1?`*/${o}`:null:null}static#a(e){let n=e.step;if(n===1)return`${e.start}-${e.end}`;let r=e.start===0?e.count-1:e.count;if(!n)throw new Error("Unexpected range step");if(!e.end)throw new Error("Unexpected range end");if(n*r>e.end){let o=(i,a)=>{if(typeof e.start!="number")throw new Error("Unexpected range start");return a%n===0?e.start+a:null};if(typeof e.start!="number")throw new Error("Unexpected range start");let s={length:e.end-e.start+1};return Array.from(s,o).filter(i=>i!==null).join(",")}return`${e.start}-${e.end}/${n}`}stringifyField(e){let n=e.max,r=e.values;if(e instanceof z.CronDayOfWeek){n=6;let s=this.#i.values;r=s[s.length-1]===7?s.slice(0,-1):s}e instanceof z.CronDayOfMonth&&(n=this.#o.values.length===1?z.CronMonth.daysInMonth[this.#o.values[0]-1]:e.max);let o=t.compactField(r);if(o.length===1){let s=t.#s(e,o[0],n);if(s)return s}return o.map(s=>{let i=s.count===1?s.start.toString():t.#a(s);return e instanceof z.CronDayOfWeek&&e.nthDay>0?`${i}#${e.nthDay}`:i}).join(",")}stringify(e=!1){let n=[];return e&&n.push(this.stringifyField(this.#e)),n.push(this.stringifyField(this.#t),this.stringifyField(this.#n),this.stringifyField(this.#r),this.stringifyField(this.#o),this.stringifyField(this.#i)),n.join(" ")}serialize(){return{second:this.#e.serialize(),minute:this.#t.serialize(),hour:this.#n.serialize(),dayOfMonth:this.#r.serialize(),month:this.#o.serialize(),dayOfWeek:this.#i.serialize()}}};Qn.CronFieldCollection=ms});var hs=A(oe=>{"use strict";Object.defineProperty(oe,"__esModule",{value:!0});oe.CronExpression=oe.LOOPS_LIMIT_EXCEEDED_ERROR_MESSAGE=oe.TIME_SPAN_OUT_OF_BOUNDS_ERROR_MESSAGE=void 0;var E=Vn();oe.TIME_SPAN_OUT_OF_BOUNDS_ERROR_MESSAGE="Out of the time span range";oe.LOOPS_LIMIT_EXCEEDED_ERROR_MESSAGE="Invalid expression, loop limit exceeded";var il=1e4,Xn=class t{#e;#t;#n;#r;#o;#i;#s;#a=null;#l=!1;constructor(e,n){this.#e=n,this.#t=n.tz,this.#o=n.startDate!=null?new E.CronDate(n.startDate,this.#t):null,this.#i=n.endDate!=null?new E.CronDate(n.endDate,this.#t):null;let r=n.currentDate??n.startDate;if(r!=null){let o=new E.CronDate(r,this.#t);this.#o&&o.getTime()<this.#o.getTime()?r=this.#o:this.#i&&o.getTime()>this.#i.getTime()&&(r=this.#i)}this.#n=new E.CronDate(r,this.#t),this.#r=this.#n,this.#s=e}get fields(){return this.#s}static fieldsToExpression(e,n){return new t(e,n||{})}static#u(e,n){return n.some(r=>r===e)}#d(e,n){return e[n?e.length-1:0]}#h(e){let n=`${e.getFullYear()}-${e.getMonth()+1}-${e.getDate()}`;if(this.#a===n)return this.#l;let r=new E.CronDate(e);r.setStartOfDay();let o=new E.CronDate(e);return o.setEndOfDay(),this.#a=n,this.#l=r.getUTCOffset()!==o.getUTCOffset(),this.#l}#f(e,n,r){let o=this.#s.second.values,s=e.getSeconds(),i=this.#s.second.findNearestValue(s,r);if(i!==null){e.setSeconds(i);return}e.applyDateOperation(n,E.TimeUnit.Minute,this.#s.hour.values.length),e.setSeconds(this.#d(o,r))}#c(e,n,r){let o=this.#s.minute.values,s=this.#s.second.values,i=e.getMinutes(),a=this.#s.minute.findNearestValue(i,r);if(a!==null){e.setMinutes(a),e.setSeconds(this.#d(s,r));return}e.applyDateOperation(n,E.TimeUnit.Hour,this.#s.hour.values.length),e.setMinutes(this.#d(o,r)),e.setSeconds(this.#d(s,r))}static#p(e,n){if(!n.isLastWeekdayOfMonth())return!1;let r=n.getDay();return e.some(o=>r===parseInt(o.toString().charAt(0),10)%7)}static#m(e,n){return e<=0||Math.ceil(n.getDate()/7)===e}next(){return this.#g()}prev(){return this.#g(!0)}hasNext(){let e=this.#r;try{return this.#g(),!0}catch{return!1}finally{this.#r=e}}hasPrev(){let e=this.#r;try{return this.#g(!0),!0}catch{return!1}finally{this.#r=e}}take(e){let n=[];if(e>=0)for(let r=0;r<e;r++)try{n.push(this.next())}catch{return n}else for(let r=0;r>e;r--)try{n.push(this.prev())}catch{return n}return n}reset(e){this.#r=e?new E.CronDate(e,this.#t):this.#n}stringify(e=!1){return this.#s.stringify(e)}includesDate(e){let{second:n,minute:r,hour:o,month:s}=this.#s,i=new E.CronDate(e,this.#t);return!(!n.values.includes(i.getSeconds())||!r.values.includes(i.getMinutes())||!o.values.includes(i.getHours())||!s.values.includes(i.getMonth()+1)||!this.#y(i))}toString(){return this.#e.expression||this.stringify(!0)}#y(e){let n=this.#s.dayOfMonth.isWildcard,r=!n,o=this.#s.dayOfWeek.isWildcard,s=!o,i=t.#u(e.getDate(),this.#s.dayOfMonth.values)||this.#s.dayOfMonth.hasLastChar&&e.isLastDayOfMonth(),a=this.#s.dayOfWeek.nthDay,l=t.#u(e.getDay(),this.#s.dayOfWeek.values)&&t.#m(a,e)||this.#s.dayOfWeek.hasLastChar&&t.#p(this.#s.dayOfWeek.values,e);return!!(r&&s&&(i||l)||i&&!s||n&&!o&&l)}#w(e,n,r){let o=this.#s.hour.values,s=o,i=e.getHours(),a=t.#u(i,o),l=e.dstEnd===i;if(e.dstStart!==null&&e.dstStartLandingHour===i){for(let d=e.dstStart;d!==i;d=(d+1)%24)if(t.#u(d,o))return!0}if(l&&!r)return e.dstEnd=null,e.applyDateOperation(E.DateMathOp.Add,E.TimeUnit.Hour,s.length),!1;if(a)return!0;e.clearDstStart();let u=this.#s.hour.findNearestValue(i,r);if(u===null)return e.applyDateOperation(n,E.TimeUnit.Day,s.length),!1;if(this.#h(e)){let d=r?i-u:u-i;for(let m=0;m<d&&(e.applyDateOperation(n,E.TimeUnit.Hour,s.length),!(!r&&e.getHours()>=u||r&&e.getHours()<=u));m++);}else e.setHours(u);return e.setMinutes(this.#d(this.#s.minute.values,r)),e.setSeconds(this.#d(this.#s.second.values,r)),!1}#_(e){if(!this.#o&&!this.#i)return;let n=e.getTime();if(this.#o&&n<this.#o.getTime())throw new Error(oe.TIME_SPAN_OUT_OF_BOUNDS_ERROR_MESSAGE);if(this.#i&&n>this.#i.getTime())throw new Error(oe.TIME_SPAN_OUT_OF_BOUNDS_ERROR_MESSAGE)}#g(e=!1){let n=e?E.DateMathOp.Subtract:E.DateMathOp.Add,r=new E.CronDate(this.#r),o=r.getTime();r.getMilliseconds()>0&&(r.setMilliseconds(0),e||r.applyDateOperation(E.DateMathOp.Add,E.TimeUnit.Second,this.#s.hour.values.length));let s=0;for(;++s<il;){if(this.#_(r),!t.#u(r.getMonth()+1,this.#s.month.values)){r.applyDateOperation(n,E.TimeUnit.Month,this.#s.hour.values.length);continue}if(!this.#y(r)){r.applyDateOperation(n,E.TimeUnit.Day,this.#s.hour.values.length);continue}if(this.#w(r,n,e)){if(!t.#u(r.getMinutes(),this.#s.minute.values)){this.#c(r,n,e);continue}if(!t.#u(r.getSeconds(),this.#s.second.values)){this.#f(r,n,e);continue}if(o===r.getTime()){r.applyDateOperation(n,E.TimeUnit.Second,this.#s.hour.values.length);continue}break}}if(s>=il)throw new Error(oe.LOOPS_LIMIT_EXCEEDED_ERROR_MESSAGE);return this.#r=r,r}[Symbol.iterator](){return{next:()=>{try{return{value:this.#g(),done:!1}}catch{return{value:void 0,done:!0}}}}}};oe.CronExpression=Xn;oe.default=Xn});var al=A(ps=>{"use strict";Object.defineProperty(ps,"__esModule",{value:!0});ps.seededRandom=kh;function _h(t){let e=2166136261;for(let n=0;n<t.length;n++)e^=t.charCodeAt(n),e=Math.imul(e,16777619);return()=>e>>>0}function bh(t){return()=>{let e=t+=1831565813;return e=Math.imul(e^e>>>15,e|1),e^=e+Math.imul(e^e>>>7,e|61),((e^e>>>14)>>>0)/4294967296}}function kh(t){let e=t?_h(t)():Math.floor(Math.random()*1e10);return bh(e)}});var tr=A(ie=>{"use strict";Object.defineProperty(ie,"__esModule",{value:!0});ie.CronExpressionParser=ie.DayOfWeek=ie.Months=ie.CronUnit=ie.PredefinedExpressions=void 0;var Sh=fs(),xh=hs(),vh=al(),se=Kn(),er;(function(t){t["@yearly"]="0 0 0 1 1 *",t["@annually"]="0 0 0 1 1 *",t["@monthly"]="0 0 0 1 * *",t["@weekly"]="0 0 0 * * 0",t["@daily"]="0 0 0 * * *",t["@hourly"]="0 0 * * * *",t["@minutely"]="0 * * * * *",t["@secondly"]="* * * * * *",t["@weekdays"]="0 0 0 * * 1-5",t["@weekends"]="0 0 0 * * 0,6"})(er||(ie.PredefinedExpressions=er={}));var Q;(function(t){t.Second="Second",t.Minute="Minute",t.Hour="Hour",t.DayOfMonth="DayOfMonth",t.Month="Month",t.DayOfWeek="DayOfWeek"})(Q||(ie.CronUnit=Q={}));var ys;(function(t){t[t.jan=1]="jan",t[t.feb=2]="feb",t[t.mar=3]="mar",t[t.apr=4]="apr",t[t.may=5]="may",t[t.jun=6]="jun",t[t.jul=7]="jul",t[t.aug=8]="aug",t[t.sep=9]="sep",t[t.oct=10]="oct",t[t.nov=11]="nov",t[t.dec=12]="dec"})(ys||(ie.Months=ys={}));var gs;(function(t){t[t.sun=0]="sun",t[t.mon=1]="mon",t[t.tue=2]="tue",t[t.wed=3]="wed",t[t.thu=4]="thu",t[t.fri=5]="fri",t[t.sat=6]="sat"})(gs||(ie.DayOfWeek=gs={}));var ll=256,ul=1024,ws=class t{static parse(e,n={}){let{strict:r=!1,hashSeed:o}=n,s=(0,vh.seededRandom)(o);Object.hasOwn(er,e)&&(e=er[e]);let i=t.#e(e,r);if(!(i.dayOfMonth==="*"||i.dayOfWeek==="*"||!r))throw new Error("Cannot use both dayOfMonth and dayOfWeek together in strict mode!");let a=t.#t(Q.Second,i.second,se.CronSecond.constraints,s,r),l=t.#t(Q.Minute,i.minute,se.CronMinute.constraints,s,r),u=t.#t(Q.Hour,i.hour,se.CronHour.constraints,s,r),d=t.#t(Q.Month,i.month,se.CronMonth.constraints,s,r),m=t.#t(Q.DayOfMonth,i.dayOfMonth,se.CronDayOfMonth.constraints,s,r),{dayOfWeek:f,nthDayOfWeek:h}=t.#m(i.dayOfWeek),g=t.#t(Q.DayOfWeek,f,se.CronDayOfWeek.constraints,s,r),v=new Sh.CronFieldCollection({second:new se.CronSecond(a,{rawValue:i.second}),minute:new se.CronMinute(l,{rawValue:i.minute}),hour:new se.CronHour(u,{rawValue:i.hour}),dayOfMonth:se.CronDayOfMonth.fromMonth(d,m,{rawValue:i.dayOfMonth}),month:new se.CronMonth(d,{rawValue:i.month}),dayOfWeek:new se.CronDayOfWeek(g,{rawValue:i.dayOfWeek,nthDayOfWeek:h})});return new xh.CronExpression(v,{...n,expression:e})}static#e(e,n){if(n&&!e.length)throw new Error("Invalid cron expression");if(e=e||"0 * * * * *",e.length>ul)throw new Error(`Invalid cron expression, too long, expected at most ${ul} characters`);let r=e.trim().split(/\s+/);if(n&&r.length<6)throw new Error("Invalid cron expression, expected 6 fields");if(r.length>6)throw new Error("Invalid cron expression, too many fields");let o=["0","*","*","*","*","*"];r.length<o.length&&r.unshift(...o.slice(0,o.length-r.length));let[s,i,a,l,u,d]=r;return{second:s,minute:i,hour:a,dayOfMonth:l,month:u,dayOfWeek:d}}static#t(e,n,r,o,s){if(e===Q.Month||e===Q.DayOfWeek){let i=e===Q.Month?ys:gs;n=n.replace(/[a-z]{3}/gi,a=>{a=a.toLowerCase();let l=i[a];if(l===void 0)throw new Error(`Validation error, cannot resolve alias "${a}"`);return l.toString()})}if(!r.validChars.test(n))throw new Error(`Invalid characters, got value: ${n}`);return n=this.#n(n,r),n=this.#r(n,r,o,e,s),this.#u(e,n,r)}static#n(e,n){let r=e.replace(/(^|,)[*?](?=\/|,|$)/g,(o,s)=>`${s}${n.min}-${n.max}`);if(/[*?]/.test(r))throw new Error(`Invalid wildcard, got value: ${e}`);return r}static#r(e,n,r,o,s){let i=r(),a=0;return e.replace(/H(?:\((\d+)-(\d+)\))?(?:\/(\d+))?/g,(l,u,d,m)=>{if(u&&d&&m){let f=parseInt(u,10),h=parseInt(d,10),g=parseInt(m,10);if(g<=0)throw new Error(`Invalid step: ${g}, must be positive`);let v=t.#s(f,h,n,o,s);return a+=Math.ceil((v.max-v.min+1)/g),t.#l(o,a),t.#a(i,v.min,v.max,g,o,s)}else if(u&&d){let f=parseInt(u,10),h=parseInt(d,10),g=t.#s(f,h,n,o,s);return String(t.#o(i,g.min,g.max))}else if(m){let f=parseInt(m,10);if(f<=0)throw new Error(`Invalid step: ${f}, must be positive`);return a+=Math.ceil((n.max-n.min+1)/f),t.#l(o,a),t.#a(i,n.min,n.max,f,o,s)}else return String(t.#o(i,n.min,n.max))})}static#o(e,n,r){return Math.floor(e*(r-n+1))+n}static#i(e){return e.charAt(0).toLowerCase()+e.slice(1)}static#s(e,n,r,o,s){if(e>n)throw new Error(`Invalid range: ${e}-${n}, min > max`);if(s&&(e<r.min||n>r.max))throw new Error(`Invalid range: ${e}-${n}, outside the ${r.min}-${r.max} range of the ${t.#i(o)} field`);let i=Math.max(e,r.min),a=Math.min(n,r.max);if(i>a)throw new Error(`Invalid range: ${e}-${n}, no usable value in the ${t.#i(o)} field`);return{min:i,max:a}}static#a(e,n,r,o,s,i){if(i&&o>r-n+1)throw new Error(`Invalid step: ${o}, wider than the ${n}-${r} range of the ${t.#i(s)} field`);let a=Math.floor(e*o),l=[];for(let u=Math.floor(n/o)*o+a;u<=r;u+=o)u>=n&&l.push(u);return l.length===0?String(t.#o(e,n,r)):l.join(",")}static#l(e,n){if(n>ll)throw new Error(`Constraint error, too many values in ${e} field, expected at most ${ll}`)}static#u(e,n,r){let o=[];function s(a,l){if(Array.isArray(a))o.push(...a);else if(t.#y(l,a))o.push(a);else{let u=parseInt(a.toString(),10);if(!(u>=l.min&&u<=l.max))throw new Error(`Constraint error, got value ${a} expected range ${l.min}-${l.max}`);o.push(e===Q.DayOfWeek?u%7:a)}}let i=n.split(",");for(let a of i){if(t.#l(e,o.length),!(a.length>0))throw new Error("Invalid list value format");s(t.#d(e,a,r),r)}return o}static#d(e,n,r){let o=n.split("/");if(o.length>2)throw new Error(`Invalid repeat: ${n}`);return o.length===2?(o[0].includes("-")||(o[0]=`${o[0]}-${r.max}`),t.#p(e,o[0],+o[1],r)):t.#p(e,n,1,r)}static#h(e,n,r){if(!(!isNaN(e)&&!isNaN(n)&&e>=r.min&&n<=r.max))throw new Error(`Constraint error, got range ${e}-${n} expected range ${r.min}-${r.max}`);if(e>n)throw new Error(`Invalid range: ${e}-${n}, min(${e}) > max(${n})`)}static#f(e){if(!(!isNaN(e)&&e>0))throw new Error(`Constraint error, cannot repeat at every ${e} time.`)}static#c(e,n,r,o){let s=[];e===Q.DayOfWeek&&r%7===0&&(r-n)%o===0&&s.push(0);for(let i=n;i<=r;i+=o)s.indexOf(i)===-1&&s.push(i);return s}static#p(e,n,r,o){let s=n.split("-");if(s.length<=1)return isNaN(+n)?n:+n;if(s.length>2)throw new Error(`Invalid range: ${n}`);let[i,a]=s.map(l=>/^\d+$/.test(l)?+l:NaN);return this.#h(i,a,o),this.#f(r),this.#c(e,i,a,r)}static#m(e){let n=e.split("#");if(n.length<=1)return{dayOfWeek:n[0]};let r=+n[n.length-1],o=e.match(/([,\-/L])/);if(o!==null)throw new Error(`Constraint error, invalid dayOfWeek \`#\` and \`${o?.[0]}\` special characters are incompatible`);if(!(n.length<=2&&!isNaN(r)&&r>=1&&r<=5))throw new Error("Constraint error, invalid dayOfWeek occurrence number (#)");return{dayOfWeek:n[0],nthDayOfWeek:r}}static#y(e,n){return e.chars.some(r=>n.toString().includes(r))}};ie.CronExpressionParser=ws});var dl=A(nr=>{"use strict";Object.defineProperty(nr,"__esModule",{value:!0});nr.CronFileParser=void 0;var Eh=tr(),_s=class t{static async parseFile(e){let{readFile:n}=li("fs/promises"),r=await n(e,"utf8");return t.#e(r)}static parseFileSync(e){let{readFileSync:n}=li("fs"),r=n(e,"utf8");return t.#e(r)}static#e(e){let n=e.split(`
`),r={variables:{},expressions:[],errors:{}};for(let o of n){let s=o.trim();if(s.length===0||s.startsWith("#"))continue;let i=s.match(/^([^\s=]+)\s*=\s*(.*)$/);if(i){let[,a,l]=i;Object.defineProperty(r.variables,a,{value:l.replace(/^(["'])(.*)\1$/,"$2"),enumerable:!0,writable:!0,configurable:!0});continue}try{let a=t.#t(s);r.expressions.push(a.interval)}catch(a){Object.defineProperty(r.errors,s,{value:a,enumerable:!0,writable:!0,configurable:!0})}}return r}static#t(e){let n=e.split(/\s+/),r=n[0].startsWith("@")?1:5;return{interval:Eh.CronExpressionParser.parse(n.slice(0,r).join(" ")),command:n.slice(r,n.length)}}};nr.CronFileParser=_s});var cl=A(T=>{"use strict";var Rh=T&&T.__createBinding||(Object.create?(function(t,e,n,r){r===void 0&&(r=n);var o=Object.getOwnPropertyDescriptor(e,n);(!o||("get"in o?!e.__esModule:o.writable||o.configurable))&&(o={enumerable:!0,get:function(){return e[n]}}),Object.defineProperty(t,r,o)}):(function(t,e,n,r){r===void 0&&(r=n),t[r]=e[n]})),jh=T&&T.__exportStar||function(t,e){for(var n in t)n!=="default"&&!Object.prototype.hasOwnProperty.call(e,n)&&Rh(e,t,n)};Object.defineProperty(T,"__esModule",{value:!0});T.CronFileParser=T.CronExpressionParser=T.CronExpression=T.CronFieldCollection=T.CronDate=void 0;var Mh=tr(),Ah=Vn();Object.defineProperty(T,"CronDate",{enumerable:!0,get:function(){return Ah.CronDate}});var Oh=fs();Object.defineProperty(T,"CronFieldCollection",{enumerable:!0,get:function(){return Oh.CronFieldCollection}});var Th=hs();Object.defineProperty(T,"CronExpression",{enumerable:!0,get:function(){return Th.CronExpression}});var Ih=tr();Object.defineProperty(T,"CronExpressionParser",{enumerable:!0,get:function(){return Ih.CronExpressionParser}});var Ch=dl();Object.defineProperty(T,"CronFileParser",{enumerable:!0,get:function(){return Ch.CronFileParser}});jh(Kn(),T);T.default=Mh.CronExpressionParser});var Ml=A((Wb,Rs)=>{"use strict";var Kh=Object.prototype.hasOwnProperty,H="~";function Yt(){}Object.create&&(Yt.prototype=Object.create(null),new Yt().__proto__||(H=!1));function Qh(t,e,n){this.fn=t,this.context=e,this.once=n||!1}function jl(t,e,n,r,o){if(typeof n!="function")throw new TypeError("The listener must be a function");var s=new Qh(n,r||t,o),i=H?H+e:e;return t._events[i]?t._events[i].fn?t._events[i]=[t._events[i],s]:t._events[i].push(s):(t._events[i]=s,t._eventsCount++),t}function ur(t,e){--t._eventsCount===0?t._events=new Yt:delete t._events[e]}function D(){this._events=new Yt,this._eventsCount=0}D.prototype.eventNames=function(){var e=[],n,r;if(this._eventsCount===0)return e;for(r in n=this._events)Kh.call(n,r)&&e.push(H?r.slice(1):r);return Object.getOwnPropertySymbols?e.concat(Object.getOwnPropertySymbols(n)):e};D.prototype.listeners=function(e){var n=H?H+e:e,r=this._events[n];if(!r)return[];if(r.fn)return[r.fn];for(var o=0,s=r.length,i=new Array(s);o<s;o++)i[o]=r[o].fn;return i};D.prototype.listenerCount=function(e){var n=H?H+e:e,r=this._events[n];return r?r.fn?1:r.length:0};D.prototype.emit=function(e,n,r,o,s,i){var a=H?H+e:e;if(!this._events[a])return!1;var l=this._events[a],u=arguments.length,d,m;if(l.fn){switch(l.once&&this.removeListener(e,l.fn,void 0,!0),u){case 1:return l.fn.call(l.context),!0;case 2:return l.fn.call(l.context,n),!0;case 3:return l.fn.call(l.context,n,r),!0;case 4:return l.fn.call(l.context,n,r,o),!0;case 5:return l.fn.call(l.context,n,r,o,s),!0;case 6:return l.fn.call(l.context,n,r,o,s,i),!0}for(m=1,d=new Array(u-1);m<u;m++)d[m-1]=arguments[m];l.fn.apply(l.context,d)}else{var f=l.length,h;for(m=0;m<f;m++)switch(l[m].once&&this.removeListener(e,l[m].fn,void 0,!0),u){case 1:l[m].fn.call(l[m].context);break;case 2:l[m].fn.call(l[m].context,n);break;case 3:l[m].fn.call(l[m].context,n,r);break;case 4:l[m].fn.call(l[m].context,n,r,o);break;default:if(!d)for(h=1,d=new Array(u-1);h<u;h++)d[h-1]=arguments[h];l[m].fn.apply(l[m].context,d)}}return!0};D.prototype.on=function(e,n,r){return jl(this,e,n,r,!1)};D.prototype.once=function(e,n,r){return jl(this,e,n,r,!0)};D.prototype.removeListener=function(e,n,r,o){var s=H?H+e:e;if(!this._events[s])return this;if(!n)return ur(this,s),this;var i=this._events[s];if(i.fn)i.fn===n&&(!o||i.once)&&(!r||i.context===r)&&ur(this,s);else{for(var a=0,l=[],u=i.length;a<u;a++)(i[a].fn!==n||o&&!i[a].once||r&&i[a].context!==r)&&l.push(i[a]);l.length?this._events[s]=l.length===1?l[0]:l:ur(this,s)}return this};D.prototype.removeAllListeners=function(e){var n;return e?(n=H?H+e:e,this._events[n]&&ur(this,n)):(this._events=new Yt,this._eventsCount=0),this};D.prototype.off=D.prototype.removeListener;D.prototype.addListener=D.prototype.on;D.prefixed=H;D.EventEmitter=D;typeof Rs<"u"&&(Rs.exports=D)});var c=class extends Error{constructor(n,r,o){super(r,o);this.code=n}code;name="NightshiftError"},rt=class extends c{constructor(n,r,o="input"){super("INVALID_INPUT",`Invalid ${o} for job "${n}": ${r.map(Hc).join("; ")}`);this.job=n;this.issues=r}job;issues;name="InvalidInputError"},yn=class extends Error{name="NonRetryableError"},gn=class extends c{constructor(n,r,o){let s=n.state==="cancelled"?"CANCELLED":"RUN_FAILED";super(s,`Run ${n.id} of job "${n.job}" ended as ${n.state}: ${r}`,o);this.run=n}run;name="RunFailedError"};function Hc(t){return t.path===""?t.message:`${t.path}: ${t.message}`}var Fc={ms:1,s:1e3,m:6e4,h:36e5,d:864e5};function _(t,e="duration"){let n=typeof t=="number"?t:Jc(t);if(Number.isFinite(n)&&n>=0)return n;throw new c("INVALID_OPTION",`Expected ${e} to be milliseconds of 0 or more, or text such as '30s', '5m', '2h', '7d'; received ${JSON.stringify(t)}.`)}function Jc(t){let e=/^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(t));return e===null?Number.NaN:Number(e[1])*Fc[e[2]]}function ci(t,e){let n=ot();t!==void 0&&n.also.push(mi(t,{root:t,known:new Map}));for(let r of e)fi(n,ko(r));return Vc(n)?n:void 0}function bo(t,e){return t.flatMap(n=>n.properties.has(e)?n.properties.get(e)??[]:n.each??[])}function wn(t){let e=new Set(t);for(let n of e)for(let r of n.also)e.add(r);return[...e]}function ko(t){let e=t.split(".");if(e.every(n=>n!==""))return e;throw new c("INVALID_DEFINITION",`Expected a path of secrets to be names with dots between them, such as "card.number" or "items.*.token"; received ${JSON.stringify(t)}.`)}function mi(t,e){if(typeof t=="boolean")return ot();let n=e.known.get(t);if(n!==void 0)return n;let r=ot();e.known.set(t,r);let o=l=>mi(l,e);r.secret=t.secret===!0||t["x-secret"]===!0||t.writeOnly===!0;for(let[l,u]of Object.entries(t.properties??{}))r.properties.set(l,o(u));for(let[l,u]of(t.prefixItems??[]).entries())r.properties.set(String(l),o(u));let i=[t.items,t.additionalProperties,...Object.values(t.patternProperties??{})].filter(l=>l!==void 0).map(o);i.length>0&&(r.each={...ot(),also:i}),r.also.push(...[t.anyOf,t.oneOf,t.allOf].flatMap(l=>(l??[]).map(o)));let a=t.$ref===void 0?void 0:Wc(t.$ref,e.root);return a!==void 0&&r.also.push(o(a)),r}function Wc(t,e){let n=t.replace(/^#\/?/,"").split("/").filter(Boolean),r=e;for(let o of n){let s=decodeURIComponent(o).replaceAll("~1","/").replaceAll("~0","~");r=typeof r=="object"&&r!==null?r[s]:void 0}return typeof r=="object"&&r!==null?r:void 0}function fi(t,[e,...n]){if(e===void 0){t.secret=!0;return}let r=ot(),o=ot();e==="*"?r.each=o:r.properties.set(e,o),t.also.push(r),fi(o,n)}function ot(){return{secret:!1,properties:new Map,each:void 0,also:[]}}function Vc(t){let e=new Set([t]);for(let r of e)for(let o of di(r))e.add(o);let n=new Set([...e].filter(r=>r.secret));for(let r=-1;n.size>r;){r=n.size;for(let o of e)di(o).some(s=>n.has(s))&&n.add(o)}for(let r of e){for(let[o,s]of r.properties)s!==null&&!n.has(s)&&r.properties.set(o,null);r.each!==void 0&&!n.has(r.each)&&(r.each=void 0),r.also=r.also.filter(o=>n.has(o))}return n.has(t)}function di({properties:t,each:e,also:n}){return[...t.values(),e,...n].filter(r=>r!=null)}var le="********",_n={active:!1,text:t=>t,json:t=>t},Uc=4,hi=1e3,$t=class{active=!0;#e=new Set;#t=[];#n=[];learn(e){let n=this.#e.size;for(let o of pi(e)){if(this.#e.size>hi)break;o.length>=Uc&&this.#e.add(o)}if(this.#e.size===n)return;let r=new Set([...this.#e].flatMap(zc));this.#t=[...r].sort((o,s)=>s.length-o.length),this.#n=this.#t.map(So)}text(e){if(this.#o)return e===""?"":le;let n=e;for(let r of this.#t)n.includes(r)&&(n=n.split(r).join(le));return n}json(e){if(this.#o)return e===null?null:le;if(typeof e!="object"||e===null)return this.#r(e);let n=JSON.stringify(e);return this.#n.some(r=>n.includes(r))?this.#r(e):e}#r(e){return typeof e=="string"?this.text(e):typeof e=="number"?this.#e.has(String(e))?le:e:Array.isArray(e)?e.map(n=>this.#r(n)):typeof e!="object"||e===null?e:Object.fromEntries(Object.entries(e).map(([n,r])=>[this.text(n),r===void 0?null:this.#r(r)]))}get#o(){return this.#e.size>hi}};function*pi(t){if(typeof t=="string")yield t;else if(typeof t=="number"||typeof t=="bigint")yield String(t);else if(t instanceof Date)yield t.toJSON();else if(typeof t=="object"&&t!==null)for(let e of Object.values(t))yield*pi(e)}function zc(t){let e=So(t),n=Buffer.from(t),r=n.toString(),o=new URLSearchParams([["",r]]).toString().slice(1),s=n.toString("base64").replace(/=+$/,"");return[t,e,So(e),encodeURIComponent(r),encodeURI(r),o,s,n.toString("base64url")]}function So(t){return JSON.stringify(t).slice(1,-1)}function qt(t){let e=t["~standard"];if(e.jsonSchema!==void 0)return e.jsonSchema.input({target:"draft-2020-12",libraryOptions:{unrepresentable:"any"}})}var yi=new WeakMap;function bn(t){let e=yi.get(t);if(e!==void 0)return e.shape;let n=ci(Bc(t),t.secrets??[]);return yi.set(t,{shape:n}),n}function ee(t,...e){if(bn(t)===void 0)return _n;let n=new $t;for(let r of e)kn(n,t,r);return n}function kn(t,e,n){let r=bn(e);if(r===void 0||!(t instanceof $t))return;let o=[];xo(n,[r],s=>o.push(s)),t.learn(o)}function gi(t,e){let n=bn(e);return n===void 0?t:xo(t,[n],()=>le)}function xo(t,e,n){let r=wn(e);if(r.length===0||t===null||t===void 0)return t;if(r.some(s=>s.secret))return n(t);let o=(s,i)=>xo(s,bo(r,i),n);return Array.isArray(t)?t.map((s,i)=>o(s,String(i))):typeof t!="object"?t:Object.fromEntries(Object.entries(t).map(([s,i])=>[s,o(i,s)]))}function wi(t,e){let n=bn(t),r=n===void 0?[]:wn([n]);for(let o of e){if(r.some(s=>s.secret))return!0;r=wn(bo(r,o))}return r.some(o=>o.secret)}function Bc(t){try{return qt(t.input)}catch{return}}function _i(t,e,n){let r=ee(e,n);return t.map(o=>{let s=(o.path??[]).map(l=>String(typeof l=="object"?l.key:l)),i=r.text(o.message),a=r.active&&wi(e,s)&&Gc(i,Zc(n,s));return{path:r.text(s.join(".")),message:a?"Invalid value":i}})}function Sn(t,e,n){let r=ee(e,n);if(!r.active||!(t instanceof Error))return t;let o=r.text(t.message),s=r.text(t.stack??"");return o===t.message&&s===t.stack&&t.cause===void 0?t:Object.assign(new Error(o),{name:r.text(t.name),stack:s})}function Gc(t,e){return(typeof e=="string"||typeof e=="number")&&String(e)!==""&&t.includes(String(e))&&!t.includes(le)}function Zc(t,e){return e.reduce((n,r)=>typeof n=="object"&&n!==null&&Object.hasOwn(n,r)?n[r]:void 0,t)}async function st(t,e){let n=await Yc(t,e);if(n.issues===void 0)return n.value;throw new rt(t.name,_i(n.issues,t,e))}async function Yc(t,e){try{return await t.input["~standard"].validate(e)}catch(n){throw Sn(n,t,e)}}var bi={"~standard":{version:1,vendor:"nightshift",validate:t=>Kc(t)?{value:{}}:{issues:[{message:"Expected no input; this job takes none."}]},jsonSchema:{input:()=>({type:"object",properties:{},additionalProperties:!1}),output:()=>({type:"object",properties:{},additionalProperties:!1})}}};function Kc(t){return t===void 0||typeof t=="object"&&t!==null&&Object.keys(t).length===0}var ki=1e3;function it(t,e,n){let r=[];Si(r,t);for(let o=r.at(-1);o!==void 0;o=r.at(-1)){if(r.length>ki)throw new c(n,`${e} is nested more than ${ki} levels deep, or holds itself. Make it flatter, or pass it as text.`);o.next===o.items.length?r.pop():Si(r,o.items[o.next++])}}function Si(t,e){typeof e!="object"||e===null||ArrayBuffer.isView(e)||"toJSON"in e&&typeof e.toJSON=="function"||t.push({items:Array.isArray(e)?e:Object.values(e),next:0})}var xn={inputBytes:2**20,outputBytes:2**20,checkpointBytes:2**20,stateBytes:2**20,logLines:1e3,logLineLength:8192,batchSize:1e4};function ye(t,e,n){it(t,e,n.code);let r=Qc(t,e,n.code),o=Buffer.byteLength(r);if(o>n.bytes)throw new c(n.code,`${e} is ${o} bytes of JSON, more than the ${n.bytes} that are allowed. Store the bulk elsewhere and pass a reference, or raise the limit in createJobs.`);return JSON.parse(r)}function Qc(t,e,n){try{return JSON.stringify(t)??"null"}catch(r){throw new c(n,`${e} is not JSON: ${r.message}. Expected plain objects, arrays, strings, finite numbers, booleans and null.`,{cause:r})}}var hl=ui(cl(),1),bs=1e3,we=864e5,ml=200,Nh=[59,59,23,31,12,7],rr=class{#e;#t;#n;#r;constructor(e){this.#r=Ph(e),this.#e=this.#r.second.values,this.#t=this.#r.minute.values,this.#n=this.#r.hour.values}get everyHour(){return this.#n.length===24}first(e,n){let r=Math.floor(e/we),o=Math.ceil((e-r*we)/bs);for(;r*we<n;r+=1,o=0){let s=this.#s(r)?this.#o(o):null;if(s===null)continue;let i=r*we+s*bs;return i<n?i:null}return null}count(e,n){let r=0;for(let o=Math.floor(e/we);o*we<n;o+=1){if(!this.#s(o))continue;let s=i=>Math.ceil((i-o*we)/bs);r+=this.#i(s(Math.min(n,(o+1)*we))),r-=this.#i(s(Math.max(e,o*we)))}return r}#o(e){let[n,r,o]=[Math.floor(e/3600),Math.floor(e/60)%60,e%60],[s=0]=this.#t,[i=0]=this.#e;for(let a of this.#n.filter(l=>l>=n)){if(a>n)return(a*60+s)*60+i;for(let l of this.#t.filter(u=>u>=r)){if(l>r)return(a*60+l)*60+i;let u=this.#e.find(d=>d>=o);if(u!==void 0)return(a*60+l)*60+u}}return null}#i(e){let[n,r,o]=[Math.floor(e/3600),Math.floor(e/60)%60,e%60],s=(l,u)=>l.filter(d=>d<u).length,i=this.#e.length,a=s(this.#n,n)*this.#t.length*i;return this.#n.includes(n)?(a+=s(this.#t,r)*i,this.#t.includes(r)?a+s(this.#e,o):a):a}#s(e){let n=new Date(e*we),{month:r,dayOfMonth:o,dayOfWeek:s}=this.#r;if(!ks(r.values,n.getUTCMonth()+1))return!1;let[i,a]=[this.#a(n),this.#l(n)];return o.isWildcard||s.isWildcard?i&&a:i||a}#a(e){let{values:n,hasLastChar:r}=this.#r.dayOfMonth;return ks(n,e.getUTCDate())||r&&e.getUTCDate()===fl(e)}#l(e){let{values:n,nthDay:r}=this.#r.dayOfWeek,[o,s]=[e.getUTCDate(),e.getUTCDay()];return ks(n,s)?r===0||Math.ceil(o/7)===r:o+7>fl(e)&&n.some(a=>typeof a=="string"&&Number.parseInt(a,10)%7===s)}};function Ph(t){if(t.length>ml)throw new Error(`it is longer than ${ml} characters`);let e=t.trim().split(/\s+/),n=e.length===1&&t.startsWith("@");if(!n&&e.length!==5&&e.length!==6)throw new Error("it has neither five nor six fields");if(!n&&e.some(r=>/(^|[,-])H/.test(r)))throw new Error("H stands for another moment in each process");for(let[r,o]of e.entries())Dh(o,Nh[r+6-e.length]);return hl.CronExpressionParser.parse(t,{tz:"UTC"}).fields}function Dh(t,e=0){let n=Number(/\/(\d+)/.exec(t)?.[1]??0);if(n>e)throw new Error(`a step of ${n} leaves the field's range`)}function ks(t,e){return t.includes(e)}function fl(t){return new Date(Date.UTC(t.getUTCFullYear(),t.getUTCMonth()+1,0)).getUTCDate()}var or=class{constructor(e){this.name=e;let n={year:"numeric",month:"numeric",day:"numeric",hour:"numeric",minute:"numeric"};this.#e=new Intl.DateTimeFormat("en-US",{...n,second:"numeric",hourCycle:"h23",timeZone:e})}name;#e;#t=new Map;periodAt(e){let n=Math.floor(e/55296e5),r=this.#t.get(n);return r===void 0&&this.#t.set(n,r=this.#n(n)),r.find(({end:o})=>e<o)}#n(e){let n=[],r=(e+1)*55296e5,o=e*55296e5,s=this.#o(o-1e3);for(;o<r;){let i=this.#o(o),a=this.#r(o,i,r);n.push({start:o,end:a,offset:i,before:s}),[o,s]=[a,i]}return n}#r(e,n,r){let o=e,s=Math.min(e+3456e5,r);for(;s<r&&this.#o(s)===n;)o=s,s=Math.min(s+3456e5,r);if(s===r&&this.#o(r-1e3)===n)return r;for(;s-o>1e3;){let i=o+Math.floor((s-o)/2/1e3)*1e3;this.#o(i)===n?o=i:s=i}return s}#o(e){let n={};for(let{type:u,value:d}of this.#e.formatToParts(e))n[u]=Number(d);let{year:r=0,month:o=1,day:s=1,hour:i=0,minute:a=0,second:l=0}=n;return Date.UTC(r,o-1,s,i,a,l)-e}};var $h=1e3,qh=50*366*864e5,ae=class{#e;#t;constructor(e){this.#t=new or(e.timeZone),this.#e=new rr(e.cron)}next(e){let n=e.getTime()+1;for(let r=n;r<n+qh;){let o=this.#t.periodAt(r),s=this.#r(o,r);if(s!==null)return new Date(s);r=o.end}throw new Error("it names no day of any year")}count(e,n){let r=0,o=n.getTime()+1;for(let s=e.getTime()+1;s<o;){let i=this.#t.periodAt(s);r+=this.#o(i,s,Math.min(i.end,o)),s=i.end}return r}latest(e,n){let r=Math.min(e,this.count(n.after,n.until)),o=r<e?n.after:this.#n(r,n);return Array.from({length:r},()=>o=this.next(o))}#n(e,{after:n,until:r}){let[o,s]=[n.getTime(),r.getTime()];for(;s-o>1;){let i=Math.floor((o+s)/2);this.count(new Date(i),r)>=e?o=i:s=i}return new Date(o)}#r(e,n){if(n<=e.start&&this.#i(e))return e.start;let{offset:r,end:o}=e,s=this.#e.first(Math.max(n+r,this.#s(e)),o+r);return s===null?null:s-r}#o(e,n,r){let{start:o,offset:s}=e,i=this.#e.count(Math.max(n+s,this.#s(e)),r+s),a=this.#e.first(o+s,o+s+$h)!==null;return n<=o&&this.#i(e)&&!a?i+1:i}#i({start:e,offset:n,before:r}){return this.#e.everyHour||n<=r?!1:this.#e.first(e+r,e+n)!==null}#s({start:e,offset:n,before:r}){return this.#e.everyHour?e+n:e+Math.max(n,r)}};var Lh=["skip","once","all"],Hh=["queue","skip","replace"],pl=1e3;function Ge(t,e){let{cron:n,timeZone:r="UTC",missed:o="once",missedCap:s=100,overlap:i="queue"}=e;if(yl(t,"missed",{value:o,known:Lh}),yl(t,"overlap",{value:i,known:Hh}),!Number.isInteger(s)||s<1||s>pl){let l=`a whole number from 1 to ${pl}`;sr(t,"a missedCap that cannot be",{expected:l,received:s})}Fh(t,{cron:n,timeZone:r});let a=_(e.grace??"1m",`grace of the schedule of ${t}`);return{cron:n,timeZone:r,missed:o,missedCap:s,graceMs:a,overlap:i}}async function ir(t,e,{name:n,origin:r}){let o=Ge(`"${n}"`,e),s=e.input??{};it(s,`The input of schedule "${n}"`,"INVALID_INPUT"),await st(t,s);let i={bytes:xn.inputBytes,code:"INVALID_INPUT"},a={input:ye(s,`The input of schedule "${n}"`,i),version:t.version};return{name:n,job:t.name,...o,...a,origin:r}}function Fh(t,e){try{new Intl.DateTimeFormat("en",{timeZone:e.timeZone})}catch(n){sr(t,"an unknown time zone",{expected:"an IANA name such as 'Europe/Berlin'",received:e.timeZone,cause:n})}try{new ae({cron:e.cron,timeZone:"UTC"}).next(new Date(0))}catch(n){sr(t,"a schedule that is not cron",{expected:"five or six fields such as '0 2 * * *'",received:e.cron,cause:n})}}function yl(t,e,{value:n,known:r}){if(r.includes(n))return;let o=r.map(s=>`'${s}'`).join(" or ");sr(t,`an unknown policy as \`${e}\``,{expected:o,received:n})}function sr(t,e,{expected:n,received:r,cause:o}){let s=o instanceof Error?` (${o.message})`:"",i=`${t} has ${e}: expected ${n}, received ${JSON.stringify(r)}${s}.`;throw new c("INVALID_OPTION",i,{cause:o})}function gl(t,e={}){return wl({base:t,max:t,jitter:e.jitter??"none"},n=>n)}function Zt(t={}){let e=t.factor??2;if(!(e>=1))throw new c("INVALID_OPTION",`Expected factor to be 1 or more; received ${e}.`);return wl(t,(n,r)=>n*e**(r-1))}function wl(t,e){let n=_(t.base??"1s","base"),r=_(t.max??"5m","max"),o=t.jitter??"full";return(s,i)=>Jh(Math.min(e(n,s),r),o,i)}function Jh(t,e,n){return e==="none"?t:e==="full"?t*n():t/2+t/2*n()}var Ss=1e6;function bl(t,e){let n=_l(zh(e.concurrency)),r=_l(e.rateLimit);for(let i of n)Uh(t,i);let o=[...new Set([...n,...r].flatMap(({per:i})=>i??[]))];return{rules:["job","key"].flatMap(i=>{let a=i==="key";return Vh(t,{scope:i,name:t,concurrency:n.filter(({per:u})=>u!==void 0===a),rates:r.filter(({per:u})=>u!==void 0===a)})??[]}),keyOf:o.length===0?null:Wh(t,o)}}function Wh(t,e){let[n=()=>"",...r]=e;return o=>{let s=n(o),i=r.map(l=>l(o)).find(l=>l!==s);if(i===void 0)return s;let a=`the keys ${JSON.stringify(s)} and ${JSON.stringify(i)} for one input`;return xs(t,a,"every `per` of a job to give the same key")}}function kl(t,{concurrency:e,rateLimit:n}){try{return{scope:"queue",name:t,...e!==void 0&&{concurrency:ar("concurrency",e,Ss)},...n!==void 0&&{rate:Sl(n)}}}catch(r){throw new c("INVALID_OPTION",`Queue "${t}": ${r.message}`,{cause:r})}}function Vh(t,{scope:e,name:n,concurrency:r,rates:o}){(r.length>1||o.length>1)&&xs(t,`two limits of one kind ${e==="job"?"for the job as a whole":"per key"}`,"one concurrency limit and one rate limit at most");let[s]=r,[i]=o;if(!(s===void 0&&i===void 0))return{scope:e,name:n,...s!==void 0&&{concurrency:s.limit},...s?.ordered===!0&&{ordered:!0},...i!==void 0&&{rate:xl(t,()=>Sl(i))}}}function Sl({limit:t,window:e,burst:n=t}){ar("rateLimit.limit",t,Ss),ar("rateLimit.burst",n,t);let r=_(e,"rateLimit.window");if(r<1)throw new c("INVALID_OPTION","Expected a rateLimit.window of 1 ms or more.");return{limit:t,windowMs:r,burst:n}}function Uh(t,{limit:e,per:n,ordered:r}){xl(t,()=>ar("concurrency",e,Ss)),r===!0&&(n===void 0||e!==1)&&xs(t,`an ordered limit of ${e}${n===void 0?" without `per`":""}`,"`per`, and a limit of 1")}function ar(t,e,n){if(Number.isInteger(e)&&e>=1&&e<=n)return e;throw new c("INVALID_OPTION",`Expected ${t} to be a whole number from 1 to ${n}; received ${String(e)}.`)}function xl(t,e){try{return e()}catch(n){throw new c("INVALID_DEFINITION",`Job "${t}": ${n.message}`,{cause:n})}}function zh(t){return typeof t=="number"?{limit:t}:t}function _l(t){return t===void 0?[]:Array.isArray(t)?t:[t]}function xs(t,e,n){throw new c("INVALID_DEFINITION",`Job "${t}" has ${e}; expected ${n}.`)}var Bh=/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,lr=100;function El(t){return vs("name",t.name),t.group!==void 0&&vs("group",t.group),t.queue!==void 0&&vs("queue",t.queue),t.schedule!==void 0&&Ge(`Job "${t.name}"`,t.schedule),Object.freeze({name:t.name,description:t.description,group:t.group??null,queue:t.queue??"default",input:t.input??bi,dependsOn:(t.dependsOn??[]).map(e=>vl(e,"cancel")),after:(t.after??[]).map(e=>vl(e,"continue")),retry:Zh(t.name,t.retry),timeoutMs:t.timeout===void 0?null:_(t.timeout,"timeout"),graceMs:_(t.grace??"10s","grace"),priority:Es(t.priority??0),limits:bl(t.name,t),version:Yh(t.name,t.version??1),upcast:t.upcast??null,upcastCheckpoint:t.upcastCheckpoint??null,schedule:t.schedule??null,secrets:Gh(t.secrets??[]),collect:t.collect===void 0?null:e=>t.collect?.(e),run:e=>t.run(e)})}function Gh(t){for(let e of t)ko(e);return[...t]}function vl(t,e){return"job"in t?t:{job:t,onFailure:e}}function vs(t,e){if(e.length<=lr&&Bh.test(e))return;let n=e.length>lr?`${e.slice(0,lr)}\u2026 (${e.length} characters)`:e;throw new c("INVALID_DEFINITION",`Expected a job's ${t} to be lower-case words joined by hyphens, at most ${lr} characters, such as "match-scores"; received ${JSON.stringify(n)}.`)}function Zh(t,e={}){let n=e.attempts??5;if(!Number.isInteger(n)||n<1||n>1e4)throw new c("INVALID_DEFINITION",`Expected retry.attempts of job "${t}" to be a whole number from 1 to 10000; received ${n}.`);return{attempts:n,backoff:e.backoff??Zt(),retryIf:e.retryIf??(()=>!0)}}function Yh(t,e){if(Number.isInteger(e)&&e>=1&&e<2**31)return e;throw new c("INVALID_DEFINITION",`Expected version of job "${t}" to be a whole number from 1; received ${e}.`)}function Es(t){if(Number.isInteger(t)&&t>=-100&&t<=100)return t;throw new c("INVALID_OPTION",`Expected priority to be a whole number from -100 to 100; received ${t}.`)}function Rl(){return{}}var Ze=class{constructor(e,n){this.reason=n;this.delayMs=_(e,"delay")}reason;delayMs},wt=class extends Ze{kind="snooze"},_t=class extends Ze{kind="retry-after"};var Kt=ui(Ml(),1);var js=class t extends Error{name="TimeoutError";constructor(e,n){super(e,n),Error.captureStackTrace?.(this,t)}},Al=t=>t.reason??new DOMException("This operation was aborted.","AbortError");function Ms(t,e){let{milliseconds:n,fallback:r,message:o,customTimers:s={setTimeout,clearTimeout},signal:i}=e,a,l,d=new Promise((m,f)=>{if(typeof n!="number"||Math.sign(n)!==1)throw new TypeError(`Expected \`milliseconds\` to be a positive number, got \`${n}\``);if(i?.aborted){f(Al(i)),t.then(m,f);return}if(i&&(l=()=>{f(Al(i))},i.addEventListener("abort",l,{once:!0})),t.then(m,f),n===Number.POSITIVE_INFINITY)return;let h=new js;a=s.setTimeout.call(void 0,()=>{if(r){try{m(r())}catch(g){f(g)}return}typeof t.cancel=="function"&&t.cancel(),o===!1?m():o instanceof Error?f(o):(h.message=o??`Promise timed out after ${n} milliseconds`,f(h))},n)}).finally(()=>{d.clear(),l&&i&&i.removeEventListener("abort",l)});return d.clear=()=>{s.clearTimeout.call(void 0,a),a=void 0},d}function As(t,e,n){let r=0,o=t.length;for(;o>0;){let s=Math.trunc(o/2),i=r+s;n(t[i],e)<=0?(r=++i,o-=s+1):o=s}return r}var Xh=100,bt=class{#e=[];#t=0;enqueue(e,n){let{priority:r=0,id:o}=n??{},{size:s}=this,i={priority:r,id:o,run:e};if(s===0){this.#e.length=0,this.#t=0,this.#e.push(i);return}if(this.#e.at(-1).priority>=r){this.#e.push(i);return}this.#n();let a=As(this.#e,i,(l,u)=>u.priority-l.priority);this.#e.splice(a,0,i)}setPriority(e,n){let r=this.#e.findIndex((s,i)=>i>=this.#t&&s.id===e);if(r===-1)throw new ReferenceError(`No promise function with the id "${e}" exists in the queue.`);let[o]=this.#e.splice(r,1);this.enqueue(o.run,{priority:n,id:e})}remove(e){let n=this.#e.findIndex((r,o)=>o<this.#t?!1:typeof e=="string"?r.id===e:r.run===e);n!==-1&&this.#e.splice(n,1)}dequeue(){if(this.#t===this.#e.length)return;let e=this.#e[this.#t];return this.#t++,this.#t===this.#e.length?(this.#e.length=0,this.#t=0):this.#t>Xh&&this.#t>this.#e.length/2&&this.#n(),e?.run}filter(e){let n=[];for(let r=this.#t;r<this.#e.length;r++){let o=this.#e[r];o.priority===e.priority&&n.push(o.run)}return n}get size(){return this.#e.length-this.#t}#n(){this.#t!==0&&(this.#e.splice(0,this.#t),this.#t=0)}};var Ye=class extends Kt.default{#e;#t;#n=0;#r;#o=!1;#i=!1;#s;#a=0;#l;#u;#d;#h=[];#f=0;#c;#p;#m=0;#y;#w;#_=1n;#g=new Map;#b=new Set;timeout;constructor(e){if(super(),e={carryoverIntervalCount:!1,intervalCap:Number.POSITIVE_INFINITY,interval:0,concurrency:Number.POSITIVE_INFINITY,autoStart:!0,queueClass:bt,strict:!1,...e},!(typeof e.intervalCap=="number"&&e.intervalCap>=1))throw new TypeError(`Expected \`intervalCap\` to be a number from 1 and up, got \`${e.intervalCap?.toString()??""}\` (${typeof e.intervalCap})`);if(e.interval===void 0||!(Number.isFinite(e.interval)&&e.interval>=0))throw new TypeError(`Expected \`interval\` to be a finite number >= 0, got \`${e.interval?.toString()??""}\` (${typeof e.interval})`);if(e.strict&&e.interval===0)throw new TypeError("The `strict` option requires a non-zero `interval`");if(e.strict&&e.intervalCap===Number.POSITIVE_INFINITY)throw new TypeError("The `strict` option requires a finite `intervalCap`");if(this.#e=e.carryoverIntervalCount??e.carryoverConcurrencyCount??!1,this.#t=e.intervalCap===Number.POSITIVE_INFINITY||e.interval===0,this.#r=e.intervalCap,this.#s=e.interval,this.#d=e.strict,this.#c=new e.queueClass,this.#p=e.queueClass,this.concurrency=e.concurrency,e.timeout!==void 0&&!(Number.isFinite(e.timeout)&&e.timeout>0))throw new TypeError(`Expected \`timeout\` to be a positive finite number, got \`${e.timeout}\` (${typeof e.timeout})`);this.timeout=e.timeout,this.#w=e.autoStart===!1,this.#H()}#S(e){for(;this.#f<this.#h.length;){let r=this.#h[this.#f];if(r!==void 0&&e-r>=this.#s)this.#f++;else break}(this.#f>100&&this.#f>this.#h.length/2||this.#f===this.#h.length)&&(this.#h=this.#h.slice(this.#f),this.#f=0)}#C(e){this.#d?this.#h.push(e):this.#n++}#N(){this.#d?this.#h.length>this.#f&&this.#h.pop():this.#n>0&&this.#n--}#E(){return this.#h.length-this.#f}get#P(){return this.#t?!0:this.#d?this.#E()<this.#r:this.#n<this.#r}get#D(){return this.#m<this.#y}#$(){this.#m--,this.#m===0&&this.emit("pendingZero"),this.#v(),this.emit("next")}#q(){this.#u=void 0,this.#T(),this.#O()}#L(e){if(this.#d){if(this.#S(e),this.#E()>=this.#r){let r=this.#h[this.#f],o=this.#s-(e-r);return this.#M(o),!0}return!1}if(this.#l===void 0){let n=this.#a-e;if(n<0)this.#n=this.#e?this.#m:0;else return this.#M(n),!0}return!1}#M(e){this.#u===void 0&&(this.#u=setTimeout(()=>{this.#q()},e))}#R(){this.#l&&(clearInterval(this.#l),this.#l=void 0)}#A(){this.#u&&(clearTimeout(this.#u),this.#u=void 0)}#v(){if(this.#c.size===0){if(this.#R(),this.emit("empty"),this.#m===0){if(this.#A(),this.#d&&this.#f>0){let n=Date.now();this.#S(n)}this.emit("idle")}return!1}let e=!1;if(!this.#w){let n=Date.now(),r=!this.#L(n);if(this.#P&&this.#D){let o=this.#c.dequeue();this.#t||(this.#C(n),this.#x()),r&&this.#O(),o(),this.emit("active"),e=!0}}return e}#O(){this.#t||this.#l!==void 0||this.#d||(this.#l=setInterval(()=>{this.#T()},this.#s),this.#a=Date.now()+this.#s)}#T(){this.#d||(this.#l!==void 0&&(this.#n===0&&this.#m===0?this.#R():this.#a=Date.now()+this.#s),this.#n=this.#e?this.#m:0),this.#j(),this.#x()}#j(){for(;this.#v(););}get concurrency(){return this.#y}set concurrency(e){if(!(typeof e=="number"&&e>=1))throw new TypeError(`Expected \`concurrency\` to be a number from 1 and up, got \`${e}\` (${typeof e})`);this.#y=e,this.#j()}setPriority(e,n){if(typeof n!="number"||!Number.isFinite(n))throw new TypeError(`Expected \`priority\` to be a finite number, got \`${n}\` (${typeof n})`);this.#c.setPriority(e,n)}async add(e,n={}){if(n={timeout:this.timeout,...n,id:n.id??(this.#_++).toString()},n.timeout!==void 0&&!(Number.isFinite(n.timeout)&&n.timeout>0))throw new TypeError(`Expected \`timeout\` to be a positive finite number, got \`${n.timeout}\` (${typeof n.timeout})`);return new Promise((r,o)=>{let s=Symbol(`task-${n.id}`),i=()=>{},a=async()=>{i(),this.#m++,this.#g.set(s,{id:n.id,priority:n.priority??0,startTime:Date.now(),timeout:n.timeout});let u;try{try{n.signal?.throwIfAborted()}catch(f){throw this.#F(),this.#g.delete(s),f}let d=e({signal:n.signal});if(n.timeout!==void 0&&(d=Ms(Promise.resolve(d),{milliseconds:n.timeout,message:`Task timed out after ${n.timeout}ms (queue has ${this.#m} running, ${this.#c.size} waiting)`})),n.signal){let{signal:f}=n;d=Promise.race([d,new Promise((h,g)=>{u=()=>{g(f.reason)},f.addEventListener("abort",u,{once:!0}),f.aborted&&u()})])}let m=await d;r(m),this.emit("completed",m)}catch(d){o(d),this.emit("error",d)}finally{u&&n.signal?.removeEventListener("abort",u),this.#g.delete(s),queueMicrotask(()=>{this.#$()})}};this.#c.enqueue(a,n);let l=()=>{if(this.#c instanceof bt){this.#c.remove(a);return}this.#c.remove?.(n.id)};if(n.signal){let{signal:u}=n,d=()=>{i(),l(),o(u.reason),this.#v(),this.emit("next")};if(i=()=>{u.removeEventListener("abort",d),this.#b.delete(i)},u.aborted){d();return}u.addEventListener("abort",d,{once:!0}),this.#b.add(i)}this.emit("add"),this.#v()})}async addAll(e,n){return Promise.all(e.map(async r=>this.add(r,n)))}start(){return this.#w?(this.#w=!1,this.#j(),this):this}pause(){this.#w=!0}clear(){for(let e of this.#b)e();this.#c=new this.#p,this.#R(),this.#I(),this.emit("empty"),this.#m===0&&(this.#A(),this.emit("idle")),this.emit("next")}async onEmpty(){this.#c.size!==0&&await this.#k("empty")}async onSizeLessThan(e){this.#c.size<e||await this.#k(["next","active"],()=>this.#c.size<e)}async onIdle(){this.#m===0&&this.#c.size===0||await this.#k("idle")}async onPendingZero(){this.#m!==0&&await this.#k("pendingZero")}async onRateLimit(){this.isRateLimited||await this.#k("rateLimit")}async onRateLimitCleared(){this.isRateLimited&&await this.#k("rateLimitCleared")}onError(){return new Promise((e,n)=>{let r=o=>{this.off("error",r),n(o)};this.on("error",r)})}async#k(e,n){let r=Array.isArray(e)?e:[e];return new Promise(o=>{let s=()=>{if(!(n&&!n())){for(let i of r)this.off(i,s);o()}};for(let i of r)this.on(i,s)})}get size(){return this.#c.size}sizeBy(e){return this.#c.filter(e).length}get pending(){return this.#m}get isPaused(){return this.#w}#H(){this.#t||(this.on("add",()=>{this.#c.size>0&&this.#x()}),this.on("next",()=>{this.#x()}))}#x(){this.#t||this.#i||(this.#i=!0,queueMicrotask(()=>{this.#i=!1,this.#I()}))}#F(){this.#t||(this.#N(),this.#x())}#I(){let e=this.#o;if(this.#t||this.#c.size===0){e&&(this.#o=!1,this.emit("rateLimitCleared"));return}let n;if(this.#d){let o=Date.now();this.#S(o),n=this.#E()}else n=this.#n;let r=n>=this.#r;r!==e&&(this.#o=r,this.emit(r?"rateLimit":"rateLimitCleared"))}get isRateLimited(){return this.#o}get isSaturated(){return this.#m===this.#y&&this.#c.size>0||this.isRateLimited&&this.#c.size>0}get runningTasks(){return[...this.#g.values()].map(e=>({...e,timeoutRemaining:e.timeout?Math.max(0,e.startTime+e.timeout-Date.now()):void 0}))}};var dr=class{constructor(e,n,r){this.items=e;this.cursor=n;this.#e=r}items;cursor;#e;[Symbol.iterator](){return this.items[Symbol.iterator]()}get length(){return this.items.length}commit(e){return this.#e.commit(e)}async each(e,n={}){let r=new Ye({concurrency:n.concurrency??1}),o=this.items.map(s=>async()=>{if(!(this.#e.signal.aborted||this.#e.failures.tooMany))try{await e(s)}catch(i){this.#e.signal.aborted||this.#e.failures.add(s,i)}});await r.addAll(o),this.#e.signal.throwIfAborted(),this.#e.failures.throwIfTooMany()}fail(e,n){this.#e.failures.add(e,n),this.#e.failures.throwIfTooMany()}};function Ol(t,e){return"page"in t?ep(t,e):tp(t,typeof e=="number"?e:0)}function ep(t,e){let n=e,r=!1;return{async next(o){let s=r?[]:await t.page(n,o),i=s.at(-1);return i===void 0?null:(r=s.length<o,n=t.key(i),{items:s,cursor:n})},total:async()=>t.total?.(),close:()=>Promise.resolve()}}function tp(t,e){let n=Symbol.asyncIterator in t?t[Symbol.asyncIterator]():t[Symbol.iterator](),r=0;return{async next(o){for(;r<e;r+=1)if((await n.next()).done===!0)return null;let s=[];for(;s.length<o;){let i=await n.next();if(i.done===!0)break;s.push(i.value)}return r+=s.length,s.length===0?null:{items:s,cursor:r}},total:()=>Promise.resolve(Array.isArray(t)?t.length:void 0),close:async()=>{await n.return?.()}}}var Os={now:()=>Date.now()};var _e=["success","failed","cancelled"],Ee=["waiting","scheduled","queued","running"],kt=["keep","replace","debounce","latest"];var Ke=2**31-1,np=864e13,Ts=np/2;function St(t){let e=new Map;for(let n of t)rp(n),e.has(n.id)&&I(`run ${n.id}: the id appears twice in one list; give every run an id of its own`),e.set(n.id,n);for(let n of t)ip(n,e);ap(t)}function Is(t){St(t);for(let e of t)(e.parents.length>0||e.key!==null)&&I(`run ${e.id}: a spawned run has neither parents nor a key; its id keeps it from being added twice`)}function F(t,e){(!Number.isSafeInteger(e)||e<1)&&I(`${t}: expected a whole number of at least 1, received ${String(e)}`)}function De(t,e){e>0||I(`${t}: expected more than 0 milliseconds, received ${String(e)}`),$e(t,e)}function $e(t,e){(!Number.isFinite(e)||Math.abs(e)>Ts)&&I(`${t}: expected a finite number of milliseconds, received ${String(e)}`)}function rp(t){for(let e of["id","job","queue"])(typeof t[e]!="string"||t[e]==="")&&I(`run ${String(t.id)}: ${e} must be a text that is not empty, received ${JSON.stringify(t[e])}`);(!Number.isInteger(t.priority)||Math.abs(t.priority)>Ke)&&I(`run ${t.id}: priority must be a whole number between -${Ke} and ${Ke}, received ${String(t.priority)}`),(!Number.isInteger(t.maxAttempts)||t.maxAttempts<1||t.maxAttempts>Ke)&&I(`run ${t.id}: maxAttempts must be a whole number from 1 to ${Ke}, received ${String(t.maxAttempts)}`),(!Number.isInteger(t.version)||t.version<1||t.version>Ke)&&I(`run ${t.id}: version must be a whole number from 1 to ${Ke}, received ${String(t.version)}`),sp(t),op(t)}function op(t){kt.includes(t.dedup)||I(`run ${t.id}: dedup must be one of ${kt.join(", ")}, received ${JSON.stringify(t.dedup)}`),t.maxWaitMs!==void 0&&($e(`run ${t.id}: maxWaitMs`,t.maxWaitMs),t.dedup!=="debounce"&&I(`run ${t.id}: maxWaitMs belongs to dedup 'debounce', received '${t.dedup}'`))}function sp(t){t.runAt!==void 0&&t.delayMs!==void 0&&I(`run ${t.id}: give runAt or delayMs, not both`),t.runAt!==void 0&&Number.isNaN(t.runAt.getTime())&&I(`run ${t.id}: runAt is not a valid date`),t.delayMs!==void 0&&$e(`run ${t.id}: delayMs`,t.delayMs)}function ip(t,e){if(t.parents.length===0)return;t.key!==null&&I(`run ${t.id}: a run with parents cannot have a key, received ${JSON.stringify(t.key)}`);let n=new Set;for(let{runId:r}of t.parents){let o=e.get(r);o===void 0&&I(`run ${t.id}: its parent ${r} is not in the list; enqueue both together`),o.key!==null&&I(`run ${t.id}: its parent ${r} has a key, and a kept run cannot be waited for`),n.has(r)&&I(`run ${t.id}: its parent ${r} is named twice`),n.add(r)}}function ap(t){let e=new Map,n=new Map;for(let o of t){n.set(o.id,o.parents.length);for(let{runId:s}of o.parents){let i=e.get(s);i===void 0?e.set(s,[o.id]):i.push(o.id)}}let r=t.filter(o=>o.parents.length===0).map(o=>o.id);for(let o of r){n.delete(o);for(let s of e.get(o)??[]){let i=(n.get(s)??0)-1;n.set(s,i),i===0&&r.push(s)}}if(n.size>0)throw new c("PLAN_CYCLE",`These runs wait for each other: ${[...n.keys()].slice(0,10).join(", ")}`)}function I(t){throw new c("INVALID_OPTION",t)}function Xt(t,e){if(e===void 0)return{...t,input:le,checkpoint:t.checkpoint===null?null:le};let n=ee(e,t.input);if(!n.active)return t;let{output:r,error:o,progress:s,cancel:i,key:a,limitKey:l,headers:u,checkpoint:d}=t;return{...t,...Qt({output:r,error:o,progress:s,cancel:i,key:a,limitKey:l,headers:u,checkpoint:d},n),attempts:t.attempts.map(m=>({...m,...Qt(up(m),n)})),input:lp(t.input,e)}}function lp(t,e){return gi(t,e)}function Tl(t,e,n){let r=n===void 0?void 0:ee(n,e.input);return r?.active===!0?t.map(o=>Qt(o,r)):[...t]}function up({error:t}){return t===void 0?{}:{error:t}}function Qt(t,e){return t instanceof Date?t:Array.isArray(t)?t.map(n=>Qt(n,e)):typeof t!="object"||t===null?e.json(t):Object.fromEntries(Object.entries(t).filter(([,n])=>n!==void 0).map(([n,r])=>[e.text(n),Qt(r,e)]))}function Il(t,{job:e,since:n,errorCode:r}){return t.state!=="failed"||t.finishedAt===null?!1:(e===void 0||t.job===e)&&(n===void 0||t.finishedAt>=n)&&(r===void 0||t.error?.code===r)}import{createHash as fp}from"crypto";var C=[];for(let t=0;t<256;++t)C.push((t+256).toString(16).slice(1));function Cl(t,e=0){return(C[t[e+0]]+C[t[e+1]]+C[t[e+2]]+C[t[e+3]]+"-"+C[t[e+4]]+C[t[e+5]]+"-"+C[t[e+6]]+C[t[e+7]]+"-"+C[t[e+8]]+C[t[e+9]]+"-"+C[t[e+10]]+C[t[e+11]]+C[t[e+12]]+C[t[e+13]]+C[t[e+14]]+C[t[e+15]]).toLowerCase()}import{randomFillSync as dp}from"crypto";var mr=new Uint8Array(256),cr=mr.length;function fr(){return cr>mr.length-16&&(dp(mr),cr=0),mr.slice(cr,cr+=16)}var Cs={};function cp(t,e,n){let r;if(t)r=Nl(t.random??t.rng?.()??fr(),t.msecs,t.seq,e,n);else{let o=Date.now(),s=fr();mp(Cs,o,s),r=Nl(s,Cs.msecs,Cs.seq,e,n)}return e??Cl(r)}function mp(t,e,n){return t.msecs??=-1/0,t.seq??=0,e>t.msecs?(t.seq=n[6]<<23|n[7]<<16|n[8]<<8|n[9],t.msecs=e):(t.seq=t.seq+1|0,t.seq===0&&t.msecs++),t}function Nl(t,e,n,r,o=0){if(t.length<16)throw new Error("Random bytes length must be >= 16");if(!r)r=new Uint8Array(16),o=0;else if(o<0||o+16>r.length)throw new RangeError(`UUID byte range ${o}:${o+15} is out of buffer bounds`);return e??=Date.now(),n??=t[6]*127<<24|t[7]<<16|t[8]<<8|t[9],r[o++]=e/1099511627776&255,r[o++]=e/4294967296&255,r[o++]=e/16777216&255,r[o++]=e/65536&255,r[o++]=e/256&255,r[o++]=e&255,r[o++]=112|n>>>28&15,r[o++]=n>>>20&255,r[o++]=128|n>>>14&63,r[o++]=n>>>6&255,r[o++]=n<<2&255|t[10]&3,r[o++]=t[11],r[o++]=t[12],r[o++]=t[13],r[o++]=t[14],r[o++]=t[15],r}var Qe=cp;function en({id:t,finishedAt:e,createdAt:n},r){let o=fp("sha256").update(`repeat\0${t}\0${r}`).digest().subarray(0,16);return Qe({msecs:Math.max(0,(e??n).getTime()),random:o})}async function xt(t,e){let n=new Map,r=e;for(let o=0;r.length>0;o+=1){let s=new Map(r.map(l=>[en(l,o),l])),i=await t.read.get([...s.keys()]);for(let l of i){let u=s.get(l.id);u!==void 0&&n.set(u.id,[...n.get(u.id)??[],l])}let a=new Set(i.map(({id:l})=>l));r=[...s].filter(([l])=>a.has(l)).map(([,l])=>l)}return n}var hp=200,pp=20;async function Dl({store:t,registry:e},n,{limit:r,after:o}){let s=[];for await(let i of Ns(t,n,o)){if(s.length===r)return{runs:await Pl(t,s),next:s.at(-1)?.id??null};s.push(Xt(i,e.find(i.job)))}return{runs:await Pl(t,s),next:null}}async function*Ns(t,e,n){let r={states:["failed"],...e.job!==void 0&&{jobs:[e.job]}},o=n;do{let s=await t.read.list(r,{limit:hp,...o!==void 0&&{after:o}});for(let i of s.runs)Il(i,e)&&(yield i);o=s.next??void 0}while(o!==void 0)}async function Pl(t,e){let n=(await t.schedules.now()).getTime(),r=await xt(t,e),o=await gp(t,e);return e.map(s=>{let i=s.finishedAt??s.createdAt;return{...yp(s),error:s.error,attempts:s.attempts,attempt:s.attempt,maxAttempts:s.maxAttempts,retryOf:o.get(s.id)??[],repeats:(r.get(s.id)??[]).map(({id:a,state:l})=>({runId:a,state:l})),createdAt:s.createdAt,failedAt:i,ageMs:Math.max(0,n-i.getTime())}})}function yp({id:t,job:e,queue:n,group:r,flowId:o,trigger:s,scheduledFor:i,spawnedBy:a,key:l}){return{runId:t,job:e,queue:n,group:r,flowId:o,trigger:s,scheduledFor:i,spawnedBy:a,key:l}}async function gp(t,e){let n=new Map(e.map(r=>[r.id,r.retryOf===null?[]:[r.retryOf]]));for(let r=1;r<pp;r+=1){let o=new Set([...n.values()].filter(a=>a.length===r).map(a=>a.at(-1))),s=await t.read.get([...o].filter(a=>a!==void 0));if(s.length===0)break;let i=new Map(s.map(({id:a,retryOf:l})=>[a,l]));for(let a of n.values()){let l=a.length===r?i.get(a.at(-1)??""):void 0;typeof l=="string"&&a.push(l)}}return n}var Ps="redrive:";async function $l(t,e){let n=null;for await(let r of Ll(t,e,["scheduled"]))n=Math.max(n??0,r.runAt.getTime());return n}async function ql(t,e,n){let r=0,o=[],s=async()=>{let i=await t.cancel(o,n);r+=i.filter(a=>a==="cancelled").length,o=[]};for await(let{id:i}of Ll(t,e,["scheduled","queued"]))o.push(i),o.length===500&&await s();return o.length>0&&await s(),r}async function*Ll(t,e,n){let r={states:n,triggers:["retry"],...e!==void 0&&{jobs:[e]}},o;do{let s=await t.read.list(r,{limit:500,...o!==void 0&&{after:o}});for(let i of s.runs)i.key?.startsWith(Ps)===!0&&(yield i);o=s.next??void 0}while(o!==void 0)}function Hl(t){let{limit:e,per:n}=typeof t=="string"?wp(t):t,r=_(n,"rate.per");if(Number.isFinite(e)&&e>0&&r>0)return r/e;throw Fl(t)}function wp(t){let e=/^(\d+(?:\.\d+)?)\/([smhd])$/.exec(t);if(e===null)throw Fl(t);return{limit:Number(e[1]),per:`1${e[2]}`}}function Fl(t){return new c("INVALID_OPTION",`Expected rate to be such as '10/s', '100/m' or { limit: 10, per: '1s' }; received ${JSON.stringify(t)}.`)}function Jl(t){return t!=="failed"&&t!=="cancelled"}var hr=class{#e;#t;#n=new Map;#r=[];#o=0;#i=null;#s=null;redriven=0;constructor(e,n){this.#e=e,this.#t=n(e)}nextDue(){let e=this.#t+Math.floor(this.#o*this.#e);return this.#o+=1,e}took(e,n){this.redriven+=1,this.#i=Math.min(this.#i??n,n),this.#s=Math.max(this.#s??n,n),e!==null&&this.#r.length<10&&this.#r.push(e)}skip(e,n,r){let o=this.#n.get(e);o===void 0&&this.#n.set(e,o={count:0,detail:r??null,first:[]}),o.count+=1,o.first.length<10&&o.first.push(n)}answer(e){return{redriven:this.redriven,first:this.#r,firstDueAt:Wl(this.#i),lastDueAt:Wl(this.#s),skipped:[...this.#n].map(([n,r])=>({reason:n,...r})),stopped:e}}};function Wl(t){return t===null?null:new Date(t)}var Ds=200;async function Vl(t,e,n){let{rate:r="10/s",limit:o=Number.MAX_SAFE_INTEGER}=n;F("limit",o);let s=new hr(Hl(r),await bp(t.store,e));for await(let i of kp(t.store,e,s)){if(n.signal?.aborted===!0)return s.answer(!0);let l=(await xp(t,i,s)).slice(0,o-s.redriven);if(n.dryRun===!0)for(let u of l)s.took(null,s.nextDue());else await _p(t,l,s);if(s.redriven>=o)break}return s.answer(!1)}async function _p(t,e,n){let o=(await Promise.allSettled(e.map(s=>Ep(t,s,n)))).find(s=>s.status==="rejected");if(o!==void 0)throw o.reason}async function bp(t,e){let n=(await t.schedules.now()).getTime(),r=await $l(t,"length"in e?void 0:e.job);return o=>Math.max(n,r===null?n:r+o)}async function*kp(t,e,n){if("length"in e)yield*Sp(t,e,n);else{let r=[];for await(let o of Ns(t,e))r.push(o),!(r.length<Ds)&&(yield r,r=[]);r.length>0&&(yield r)}}async function*Sp(t,e,n){let r=[...new Set(e)];for(let o=0;o<r.length;o+=Ds){let s=r.slice(o,o+Ds),i=await t.read.get(s),a=new Set(i.map(({id:l})=>l));for(let l of s)a.has(l)||n.skip("unknown-run",l);for(let l of i)l.state!=="failed"&&n.skip("not-failed",l.id);yield i.filter(({state:l})=>l==="failed")}}async function xp({store:t,registry:e},n,r){let o=await xt(t,n);return n.flatMap(s=>{let i=o.get(s.id)??[],a=vp(i)??(e.find(s.job)===void 0?"unknown-job":void 0);return a===void 0?[{run:s,repeats:i.length}]:(r.skip(a,s.id),[])})}function vp(t){return t.some(({state:e})=>Jl(e))?"repeated":t.some(({state:e})=>e==="failed")?"repeat-failed":void 0}async function Ep(t,{run:e,repeats:n},r){let o=t.registry.get(e.job);if(e.version>o.version)return r.skip("newer-version",e.id);let s=r.nextDue(),i={id:en(e,n),job:o,input:e.input,version:e.version,retryOf:e},a=`${Ps}${e.id}`;try{let{runId:l,outcome:u}=await t.enqueue(i,{trigger:"retry",key:a,runAt:new Date(s)});u==="created"?r.took(l,s):r.skip("repeated",e.id)}catch(l){if(l instanceof c&&l.code.startsWith("STORE_"))throw l;let[u]=await t.store.read.get([i.id]);u!==void 0?r.skip("repeated",e.id):r.skip("refused",e.id,l instanceof Error?l.message:String(l))}}function Ul(){return new Kt.default}var pr=class{#e;#t=[];#n=0;#r;#o=[];#i;constructor(e){this.#e=e}push(e){this.#i===void 0&&(this.#t.length-this.#n===this.#e&&this.#l(),this.#t.push(e),this.#s())}end(e={}){this.#i??=e,this.#s()}clear(){this.#t=[],this.#n=0,this.#r=void 0,this.end()}async take(){for(;;){let e=this.#u()??this.#d();if(e!==void 0)return e;if(this.#i!==void 0)return this.#a(this.#i);await new Promise(n=>this.#o.push(n))}}#s(){let e=this.#o;this.#o=[];for(let n of e)n()}#a({error:e}){if(this.#i={},e!==void 0)throw e}#l(){let e=this.#d();e!==void 0&&(this.#r??={count:0,since:e.at},this.#r.count+=1)}#u(){let e=this.#r;return this.#r=void 0,e&&{kind:"dropped",...e}}#d(){let e=this.#t[this.#n];if(e!==void 0)return this.#n+=1,this.#n*2<this.#t.length||(this.#t=this.#t.slice(this.#n),this.#n=0),e}};function be(t,e){let n=!1,r=!1,o,s,i=async()=>{let l=e.retryMs;try{do r=!1,l=await t();while(r&&!n)}catch(u){e.onError(u)}s=void 0,n||(o=e.timers.after(r?e.retryMs:l,a))},a=()=>{o?.cancel(),s??=i()};return a(),{poke(){r=!0,!n&&s===void 0&&a()},async stop(){n=!0,o?.cancel(),await s}}}function vt(t,e,n={}){let r,o=s=>{let i=Math.min(Math.max(s,0),2147483647);r=setTimeout(()=>s>i?o(s-i):e(),i),n.unref===!0&&r.unref()};return o(t),{cancel:()=>clearTimeout(r)}}function tn(t,e){return new Promise((n,r)=>{if(e?.aborted===!0)return r(e.reason);let o=()=>{s.cancel(),r(e?.reason)},s=vt(t,()=>{e?.removeEventListener("abort",o),n()});e?.addEventListener("abort",o,{once:!0})})}var zl={after:vt,sleep:tn};var Rp=100,jp=5e3,Mp=10*6e4;async function $s(t){let e=performance.now();for(let n=Rp;;n=Math.min(n*2,jp))try{return await t()}catch(r){if(!me(r)||performance.now()-e>Mp)throw r;await tn(n)}}function me(t){return t instanceof c&&t.code==="STORE_UNREACHABLE"}function Bl(t,e,n){let r=[],o=(i,a)=>{t.on(i,a),r.push(()=>t.off(i,a))},s=({runId:i,job:a,worker:l})=>({runId:i,job:a,at:new Date(e.now()),origin:l});return o("run:enqueued",({runId:i,job:a,outcome:l})=>n({kind:"enqueued",...s({runId:i,job:a,worker:"client"}),outcome:l})),o("run:started",i=>n({kind:"started",...s(i),attempt:i.attempt})),o("run:progress",i=>n({kind:"progress",...s(i),progress:i.progress})),o("run:log",({level:i,message:a,fields:l,...u})=>n({kind:"log",...s(u),level:i,message:a,...l&&{fields:l}})),o("run:released",i=>n({kind:"released",...s(i),outcome:i.outcome,error:i.error})),o("run:settled",i=>n({kind:"settled",...s(i),state:i.state,error:i.error})),()=>{for(let i of r)i()}}var yr=class{#e=new Set;#t;constructor(e){this.#t=e}add(e){if(this.#e.has(e))return!1;if(this.#e.add(e),this.#e.size>this.#t)for(let n of this.#e)return this.#e.delete(n);return!0}};function Zl(t,e,n){let r=Xt(t,e.find(t.job)),{id:o,job:s,createdAt:i,progress:a}=r,l=[{key:"enqueued",event:{kind:"enqueued",runId:o,job:s,at:i,origin:"store",outcome:"created"}}],u=qs(r,e);if(r.attempts.forEach((d,m)=>{l.push(Gl(r,d)),u!==void 0&&m===r.attempts.length-1||l.push(Ap(r,d))}),r.state==="running"&&r.startedAt!==null&&l.push(Gl(r,{attempt:r.attempt,worker:r.worker??"store",startedAt:r.startedAt})),a!==null){let d=r.finishedAt??n,m={kind:"progress",runId:o,job:s,at:d,origin:r.worker??"store",progress:a};l.push({key:`progress ${JSON.stringify(a)}`,event:m})}return u!==void 0&&l.push({key:"settled",event:u}),l}function qs(t,e){let{id:n,job:r,state:o,finishedAt:s}=t;if(s===null||o!=="success"&&o!=="failed"&&o!=="cancelled")return;let{error:i}=Xt(t,e.find(r));return{kind:"settled",runId:n,job:r,state:o,at:s,error:i,origin:"store"}}function Gl({id:t,job:e},{attempt:n,worker:r,startedAt:o}){return{key:`started ${o.getTime()}`,event:{kind:"started",runId:t,job:e,at:o,origin:r,attempt:n}}}function Ap({id:t,job:e},{outcome:n,worker:r,endedAt:o,error:s}){let i={kind:"released",runId:t,job:e,at:o,origin:r,outcome:n,error:s??null};return{key:`released ${o.getTime()}`,event:i}}var Op=1e3,Tp=1e3,Ip=15e3,Cp=1e4,Yl=1e3,Np=1e5,Kl=864e5,gr=class{#e;#t;#n=new yr(Np);#r=new Set;#o=new Set;#i;#s;#a;#l;#u=new Date(0);constructor(e,n){this.#e=e,this.#t=n.withEnds}async start(){let{store:e,events:n,clock:r,timers:o,end:s}=this.#e;if(this.#i=Bl(n,r,l=>this.#h(l)),!this.#t)return;n.on("run:lost",this.#d),this.#u=await e.schedules.now(),this.#s=await e.notifications?.subscribe(l=>this.#f(l));let a={retryMs:Op,timers:o,onError:l=>{me(l)||s(l)}};this.#a=be(()=>this.#c(),a),this.#l=be(()=>this.#p(),a)}async stop(){this.#i?.(),this.#e.events.off("run:lost",this.#d),await this.#s?.unsubscribe(),await Promise.all([this.#a?.stop(),this.#l?.stop()])}#d=({runId:e})=>{this.#r.delete(e)};#h(e){e.kind==="started"&&this.#r.add(e.runId),(e.kind==="released"||e.kind==="settled")&&this.#r.delete(e.runId),(e.kind!=="settled"||this.#n.add(e.runId))&&this.#e.push(e)}#f(e){e.kind!=="settled"||this.#r.has(e.runId)||(this.#o.add(e.runId),this.#a?.poke())}async#c(){for(;this.#o.size>0;){let e=[...this.#o].slice(0,Yl);for(let n of await this.#e.store.read.get(e))this.#m(n);for(let n of e)this.#o.delete(n)}return Kl}async#p(){let{store:e}=this.#e;if(e.exclusive&&this.#s!==void 0)return Kl;let n=await e.schedules.now(),r;do{let{runs:o,next:s}=await e.read.finished(this.#u,{limit:Yl,...r&&{after:r}});for(let i of o)this.#m(i);r=s??void 0}while(r!==void 0);return this.#u=new Date(Math.max(this.#u.getTime(),n.getTime()-Cp)),this.#s?.live===!0?Ip:Tp}#m(e){let n=qs(e,this.#e.registry);n!==void 0&&this.#n.add(e.id)&&this.#e.push(n)}};var Ql=1e3,nn=1e3,Xl=["run:enqueued","run:started","run:progress","run:released","run:settled"],wr=class{#e;#t;#n;#r=new Map;#o;#i;constructor(e,n,r){this.#e=e,this.#t=n,this.#n=r.withLogs}async start(){let{store:e,events:n,timers:r,end:o}=this.#e;for(let i of Xl)n.on(i,this.#s);this.#o=await e.notifications?.subscribe(i=>{i.kind==="settled"&&this.#s(i)}),await this.#a();let s=i=>{me(i)||o(i)};this.#i=be(()=>this.#a().then(()=>Ql),{retryMs:Ql,timers:r,onError:s})}async stop(){for(let e of Xl)this.#e.events.off(e,this.#s);await this.#o?.unsubscribe(),await this.#i?.stop()}#s=({runId:e})=>{this.#r.has(e)&&this.#i?.poke()};async#a(){let e=this.#t;"runIds"in e?await this.#p(await this.#d(e.runIds)):(await this.#p(await this.#h(e.flowId)),this.#l&&await this.#p(await this.#e.store.read.flow(e.flowId))),this.#l&&this.#e.end()}get#l(){return[...this.#r.values()].every(({isFinal:e})=>e)}get#u(){return[...this.#r].filter(([,{isFinal:e}])=>!e).map(([e])=>e)}async#d(e){let n=this.#r.size===0?e:this.#u,r=await this.#f(n),o=n.find(s=>!this.#r.has(s)&&!r.some(i=>i.id===s));if(o!==void 0)throw new c("RUN_NOT_FOUND",`There is no run ${o}.`);return r}async#h(e){let{read:n}=this.#e.store;if(this.#r.size>0){let{runs:o}=await n.list({flowId:e,states:Ee},{limit:nn}),s=new Set(o.map(i=>i.id));return[...o.reverse(),...await this.#f(this.#u.filter(i=>!s.has(i)))]}let r=await n.flow(e);if(r.length===0)throw new c("RUN_NOT_FOUND",`There is no flow ${e}.`);return r}async#f(e){let n=[];for(let r=0;r<e.length;r+=nn){let o=e.slice(r,r+nn),s=await this.#e.store.read.get(o);for(let i of o)s.some(a=>a.id===i)||this.#c(i);n.push(...s)}return n}#c(e){let n=this.#r.get(e);n!==void 0&&this.#r.set(e,{...n,isFinal:!0})}async#p(e){let n=await this.#e.store.schedules.now();for(let r of e)this.#r.get(r.id)?.isFinal!==!0&&await this.#m(r,n)}async#m(e,n){let{registry:r,push:o}=this.#e,s=this.#r.get(e.id),i=this.#n&&e.startedAt!==null?await this.#y(e,s?.seq??0):[],a=Zl(e,r,n),l=a.filter(({key:d})=>s?.told.has(d)!==!0),u=[...l.filter(d=>!eu(d)),...i,...l.filter(eu)];for(let{event:d}of u)o(d);this.#r.set(e.id,{told:new Set(a.map(({key:d})=>d)),isFinal:e.finishedAt!==null,seq:i.at(-1)?.seq??s?.seq??0})}async#y(e,n){let{store:r,registry:o}=this.#e,{id:s,job:i}=e,a=e.worker??"store",l=[];for(let u;u===void 0||u.length===nn;)u=await r.read.logs(s,{after:l.at(-1)?.seq??n,limit:nn}),l.push(...u);return Tl(l,e,o.find(i)).map(u=>({key:`log ${u.seq}`,seq:u.seq,event:{kind:"log",runId:s,job:i,origin:a,...u}}))}};function eu({key:t}){return t==="settled"}var tu=1e3,nu=1e6,_r=class{ready;#e;#t;#n;#r;#o=()=>{this.return()};#i;constructor(e,n){this.#e=e,this.#t=n,this.#n=new pr(Dp(n.buffer??1e3)),this.#r=this.#a(Pp(n)),this.ready=this.#s(),this.ready.catch(r=>this.#l(r)),n.signal?.addEventListener("abort",this.#o,{once:!0}),n.signal?.aborted===!0&&this.#o()}[Symbol.asyncIterator](){return this}async next(){let e=await this.#n.take();return e!==void 0?{value:e}:(await this.#u(),{value:void 0,done:!0})}async return(){return this.#n.clear(),await this.#u(),{value:void 0,done:!0}}async#s(){await this.#e.open(),await this.#r.start()}#a(e){let{kinds:n,jobs:r}=this.#t,o=i=>{n?.includes(i.kind)===!1||r?.includes(i.job)===!1||this.#n.push(i)},s={...this.#e,push:o,end:i=>this.#l(i)};return e===void 0?new gr(s,{withEnds:n?.includes("settled")!==!1}):new wr(s,e,{withLogs:n?.includes("log")!==!1})}#l(e){this.#n.end({error:e}),this.#u().catch(n=>this.#n.end({error:n}))}#u(){return this.#t.signal?.removeEventListener("abort",this.#o),this.#i??=this.ready.catch(()=>{}).then(()=>this.#r.stop()).finally(()=>this.#e.onEnded(this)),this.#i}};function Pp({runIds:t,flowId:e}){if(t!==void 0&&e!==void 0)throw new c("INVALID_OPTION","Give either runIds or flowId, not both.");if(e!==void 0)return{flowId:e};if(t===void 0)return;let n=[...new Set(t)];if(n.length>0&&n.length<=tu)return{runIds:n};throw new c("INVALID_OPTION",`Expected runIds to name 1 to ${tu} runs; received ${n.length}. Follow more by their flow, or all of them.`)}function Dp(t){if(Number.isInteger(t)&&t>=1&&t<=nu)return t;throw new c("INVALID_OPTION",`Expected buffer to be a whole number from 1 to ${nu}; received ${t}.`)}function ru(t){let e=t.map(r=>r.name),n=e.find((r,o)=>r===""||e.indexOf(r)!==o);if(n===void 0)return t;throw new c("INVALID_OPTION",`Expected each hook to have a name of its own; received ${JSON.stringify(n)}${n===""?"":" twice"}.`)}function ou(t,e){let n=0,r=0;return()=>{let o=Math.max(t.now(),n);return r=o===n?r+1:0,n=o,Qe({msecs:o,seq:r,...e&&{random:$p(e)}})}}function $p(t){return Uint8Array.from({length:16},()=>Math.floor(t()*256))}function rn(t,e){let n=t.toLowerCase(),r=Math.max(2,Math.floor(n.length/3)),o;for(let s of e){if(Math.abs(s.length-n.length)>r)continue;let i=qp(n,s.toLowerCase());i<=r&&(o===void 0||i<o.distance)&&(o={candidate:s,distance:i})}return o?.candidate}function qp(t,e){let n=Array.from({length:e.length+1},(r,o)=>o);for(let r=1;r<=t.length;r+=1){let o=[r];for(let s=1;s<=e.length;s+=1){let i=(n[s-1]??0)+(t[r-1]===e[s-1]?0:1);o.push(Math.min(i,(n[s]??0)+1,(o[s-1]??0)+1))}n=o}return n[e.length]??0}function iu(t,e){let n=Lp(t,e),r=Hp(t,n),o=Fp(t,r),s=Vp(o,e.input??{}),i=o.map(a=>({job:a.name,input:s.get(a.name)??{},reason:n.includes(a)?{kind:"asked"}:{kind:"needed",by:Wp(a,o)},parents:Ls(a,r)}));return{runs:i,levels:Up(i)}}function Lp(t,e){if("group"in e){let n=t.all.filter(o=>o.group===e.group);if(n.length>0)return n;let r=rn(e.group,t.groups);throw new c("INVALID_OPTION",`Unknown group ${JSON.stringify(e.group)}.${r===void 0?"":` Did you mean "${r}"?`} There are: ${t.groups.join(", ")}.`)}return"all"in e?t.all.filter(n=>!(e.except??[]).includes(n.name)):e.jobs.map(n=>t.get(typeof n=="string"?n:n.name))}function Hp(t,e){let n=new Map,r=(o,s)=>{if(s.includes(o.name))throw au([...s.slice(s.indexOf(o.name)),o.name]);if(!n.has(o.name)){for(let i of o.dependsOn)r(t.get(i.job.name),[...s,o.name]);n.set(o.name,o)}};for(let o of e)r(o,[]);return n}function Fp(t,e){let n=[...e.values()].sort((s,i)=>t.indexOf(s.name)-t.indexOf(i.name)),r=[],o=new Set;for(;n.length>0;){let s=n.findIndex(a=>Ls(a,e).every(l=>o.has(l.job))),[i]=n.splice(s,s<0?0:1);if(i===void 0)throw au(Jp(n,e));r.push(i),o.add(i.name)}return r}function Jp(t,e){let n=[],r=t[0]?.name??"";for(;!n.includes(r);){n.push(r);let o=e.get(r);r=(o&&Ls(o,e).find(i=>t.some(a=>a.name===i.job)))?.job??r}return[...n.slice(n.indexOf(r)),r]}function au(t){return new c("PLAN_CYCLE",`These jobs depend on each other in a circle: ${t.join(" -> ")}. Remove one of the dependencies.`)}function Ls(t,e){let n=s=>({job:s.job.name,onFailure:s.onFailure}),r=t.dependsOn.map(n),o=t.after.map(n).filter(s=>!r.some(i=>i.job===s.job));return[...r,...o].filter(s=>e.has(s.job))}function Wp(t,e){return e.filter(n=>n.dependsOn.some(r=>r.job.name===t.name)).map(n=>n.name)}function Vp(t,e){let n=new Set(Object.keys(e)),r=new Map;for(let o of t){let s=su(o)??Object.keys(e),i=Object.entries(e).filter(([a])=>s.includes(a));for(let[a]of i)n.delete(a);r.set(o.name,Object.fromEntries(i))}if(n.size>0){let o=[...new Set(t.flatMap(a=>su(a)??[]))],[s=""]=n,i=rn(s,o);throw new c("INVALID_OPTION",`No job of this plan takes "${s}".${i===void 0?"":` Did you mean "${i}"?`}`)}return r}function su(t){let e=qt(t.input)?.properties;return e===void 0?void 0:Object.keys(e)}function Up(t){let e=new Map,n=[];for(let r of t){let o=Math.max(0,...r.parents.map(s=>(e.get(s.job)??0)+1));e.set(r.job,o),(n[o]??=[]).push(r.job)}return n}function lu(t,e){for(let r of Object.keys(e))t.get(r);let n=new Map;for(let r of t.all){let o=zp(r,Object.hasOwn(e,r.name)?e[r.name]:void 0);o!==null&&n.set(r.name,o)}return n}function zp(t,e){if(e===!1)return null;if(e===void 0)return t.schedule?.enabled===!1?null:t.schedule;let{cron:n,...r}={...t.schedule,...e===!0?{}:e};if(n===void 0)throw new c("INVALID_OPTION",`The schedule of job "${t.name}" is turned on, but neither the job nor createJobs gives a cron expression.`);let o={...r,cron:n};return Ge(`Job "${t.name}"`,o),o}async function uu(t,e,n){let r=await t.schedules.list(),o=u=>e.find(u)!==void 0&&!n.has(u),s=r.filter(({origin:u,name:d})=>u==="code"&&o(d));s.length>0&&await t.schedules.remove(s.map(({name:u})=>u));let i=await t.schedules.now(),l=(await Promise.all([...n].map(([u,d])=>ir(e.get(u),d,{name:u,origin:"code"})))).map(u=>({...u,nextAt:new ae(u).next(i)}));return l.length>0&&await t.schedules.save(l),r.filter(({job:u})=>e.find(u)===void 0).map(({name:u})=>u)}var Bp=1e4,br=class{#e;#t;#n;#r=Number.NEGATIVE_INFINITY;constructor(e,n={now:()=>performance.now()}){this.#e=e,this.#t=n}read(){let e=this.#t.now();return(this.#n===void 0||e-this.#r>=Bp)&&(this.#r=e,this.#n=this.#o().catch(n=>{throw this.#n=void 0,n})),this.#n}async#o(){let e=[...new Set(this.#e.registry.all.map(r=>r.queue))];return(await Promise.all(e.map(async r=>({queue:r,counts:await this.#e.counts({queues:[r]})})))).flatMap(({queue:r,counts:o})=>[...Ee,..._e].map(s=>({queue:r,state:s,runs:o[s]})))}};function du(t){let e=[...t],n=(s,i,a)=>({name:s,help:i,type:"gauge",samples:[{labels:{},value:a}]}),r=e.reduce((s,i)=>s+i.running.length,0),o=e.reduce((s,i)=>s+i.allowance,0);return[n("nightshift_process_running","Runs that execute in this process.",r),n("nightshift_process_allowance","Runs that this process may have at the same time, as busy as it is.",o)]}function cu(t,e){return[{name:"nightshift_runs",help:"Runs in the store by queue and state; finished ones as long as they are kept.",type:"gauge",samples:t.map(({queue:n,state:r,runs:o})=>({labels:{queue:n,state:r},value:o}))},{name:"nightshift_workers",help:"Workers of the fleet that are alive.",type:"gauge",samples:[{labels:{},value:e}]}]}function mu(t){return t.filter(({samples:e})=>e.length>0).flatMap(({name:e,help:n,type:r,samples:o})=>[`# HELP ${e} ${n.replaceAll("\\",String.raw`\\`).replaceAll(`
`,String.raw`\n`)}`,`# TYPE ${e} ${r}`,...o.map(({suffix:s="",labels:i,value:a})=>`${e}${s}${Gp(i)} ${a}`)]).map(e=>`${e}
`).join("")}function Gp(t){let e=Object.entries(t).map(([n,r])=>`${n}="${Zp(r)}"`);return e.length===0?"":`{${e.join(",")}}`}function Zp(t){return t.replaceAll("\\",String.raw`\\`).replaceAll('"',String.raw`\"`).replaceAll(`
`,String.raw`\n`)}var ke=class{constructor(e,n){this.name=e;this.help=n}name;help;#e=new Map;add(e={},n=1){let r=Object.values(e).join(`
`),o=this.#e.get(r);o===void 0?this.#e.set(r,{labels:e,value:n}):o.value+=n}family(){return{name:this.name,help:this.help,type:"counter",samples:[...this.#e.values()]}}},kr=class{constructor(e,n,r){this.name=e;this.help=n;this.bounds=r}name;help;bounds;#e=new Map;observe(e,n){let r=Object.values(e).join(`
`),o=this.#e.get(r);o===void 0&&(o={labels:e,counts:new Array(this.bounds.length+1).fill(0),sum:0},this.#e.set(r,o));let s=this.bounds.findIndex(a=>n<=a),i=s<0?this.bounds.length:s;o.counts[i]=(o.counts[i]??0)+1,o.sum+=n}family(){let e=[...this.#e.values()].flatMap(({labels:n,counts:r,sum:o})=>{let s=0;return[...r.map((a,l)=>{s+=a;let u=this.bounds[l],d=u===void 0?"+Inf":String(u);return{suffix:"_bucket",labels:{...n,le:d},value:s}}),{suffix:"_sum",labels:n,value:o},{suffix:"_count",labels:n,value:s}]});return{name:this.name,help:this.help,type:"histogram",samples:e}}};var Yp=[.005,.01,.025,.05,.1,.25,.5,1,2.5,5,10,30,60,300,1800,7200],Kp="_unknown",Sr=class{#e;#t=new ke("nightshift_runs_enqueued_total","Runs that this process enqueued, by what became of it.");#n=new ke("nightshift_attempts_started_total","Attempts that began in this process.");#r=new ke("nightshift_attempts_ended_total","Attempts that this process wrote the end of, by outcome.");#o=new ke("nightshift_runs_settled_total","Runs that this process made final, by state.");#i=new kr("nightshift_attempt_duration_seconds","How long attempts took that ended in this process.",Yp);#s=new ke("nightshift_attempts_stuck_total","Handlers that ignored their abort and were given up.");#a=new ke("nightshift_leases_lost_total","Attempts whose run another worker had taken over.");#l=new ke("nightshift_worker_errors_total","Failures that no caller waits for; they are tried again.");constructor(e,n){this.#e=n,e.on("run:enqueued",({job:r,outcome:o})=>this.#t.add({job:this.#d(r),outcome:o})),e.on("run:started",({job:r})=>this.#n.add({job:this.#d(r)})),e.on("run:released",r=>this.#u(r,r.outcome)),e.on("run:settled",r=>{this.#o.add({job:this.#d(r.job),state:r.state}),this.#u(r,r.state)}),e.on("run:stuck",({job:r})=>this.#s.add({job:this.#d(r)})),e.on("run:lost",({job:r})=>this.#a.add({job:this.#d(r)})),e.on("worker:error",()=>this.#l.add())}families(){return[...[this.#t,this.#n,this.#r,this.#o,this.#i,this.#s,this.#a],this.#l].map(n=>n.family())}#u(e,n){let r=this.#d(e.job);this.#r.add({job:r,outcome:n}),e.durationMs>0&&this.#i.observe({job:r},e.durationMs/1e3)}#d(e){return this.#e.find(e)===void 0?Kp:e}};function Et(t,e){let n=[],r=!1,o=async i=>{try{let a=await t(i.map(l=>l.item));i.forEach((l,u)=>l.resolve(a[u]))}catch(a){if(i.length>1&&!e.isUnreachable(a))for(let l of i)await o([l]);else for(let l of i)l.reject(a)}},s=async()=>{for(;n.length>0;){let i=n.slice(0,e.largest);n=n.slice(e.largest),await o(i)}r=!1};return i=>new Promise((a,l)=>{n.push({item:i,resolve:a,reject:l}),!r&&(r=!0,setImmediate(()=>{s()}))})}async function on([t,...e],n,r){if(t===void 0)return r.last(n);let o=[],s=a=>{if(o.length>0)return Promise.reject(fu(t.name,"called next() twice"));let l=on(e,a===void 0?n:r.change(n,a),r);return l.catch(()=>{}),o.push(l),l};try{await t.call(n,s)}catch(a){throw await Promise.allSettled(o),a}let[i]=o;if(i===void 0)throw fu(t.name,"ended without calling next()");return i}function fu(t,e){return new c("HOOK_MISUSED",`The hook "${t}" ${e}. Call it once, and return or await what it gives; to refuse, throw an error.`)}function xr(t,e,n){return on(t.flatMap(Qp),e,{change:Xp,last:n})}function Qp(t){return t.enqueue===void 0?[]:[{name:t.name,call:(e,n)=>t.enqueue?.(e,n)}]}function Xp(t,{headers:e,options:n,...r}){return{...t,...r,options:{...t.options,...n,...e&&{headers:e}}}}async function Hs(t,e,n){if(t.length===0)return[...await n([])];let r=new Map,o,s=()=>{},i=()=>{},a=new Promise((d,m)=>{s=d,i=m});a.catch(()=>{});let l=async(d,m)=>(r.set(d,m),r.size===t.length&&o===void 0&&s(n(t.map((f,h)=>r.get(h)))),(await a)[d]),u=t.map(async(d,m)=>{try{return await e(d,f=>l(m,f))}catch(f){throw o??={error:f},i(f),f}});if(await Promise.allSettled(u),o!==void 0)throw o.error;return Promise.all(u)}async function Rt(t,e){if(e.version>t.version)throw new c("NEWER_VERSION",`The input of this run has version ${e.version}; this build knows job "${t.name}" up to version ${t.version}.`);return st(t,e.version<t.version?sn(t,e):e.input)}function sn(t,{input:e,version:n}){if(t.upcast===null)return e;try{return t.upcast(e,n)}catch(r){let o=Sn(r,t,e);throw new c("UPCAST_FAILED",`upcast of job "${t.name}" failed on an input of version ${n}: ${o instanceof Error?o.message:String(o)}`,{cause:o})}}var Fs=4e3,ey=16e3,ty=5;function jt(t,e=_n){let n=(o,s)=>ry(e.text(String(o)),s);if(!(t instanceof Error))return{code:"HANDLER_ERROR",name:"NonError",message:n(hu(t),Fs)};let r=ny(t).map(o=>n(o,Fs));return{code:t instanceof c?t.code:"HANDLER_ERROR",name:n(t.name,200),message:n(t.message,Fs),...t.stack!==void 0&&{stack:n(t.stack,ey)},...r.length>0&&{causes:r}}}function ny(t){let e=[];for(let n=t.cause;n!==void 0&&e.length<ty;)e.push(hu(n)),n=n instanceof Error?n.cause:void 0;return e}function hu(t){if(t instanceof Error)return`${t.name}: ${t.message}`;if(typeof t=="string")return t;try{return JSON.stringify(t)??String(t)}catch{return Object.prototype.toString.call(t)}}function ry(t,e){return t.length<=e?t:`${t.slice(0,e)}\u2026 (${t.length-e} more characters)`}function qe(t,e){if(typeof t!="string")return`is ${t===null?"null":`of type ${typeof t}`}`;if(t==="")return"is empty";if(t.length>e.characters)return`has ${t.length} characters`;if(t.includes("\0"))return"has a NUL character";if(!t.isWellFormed())return"has half a surrogate pair";let n=Buffer.byteLength(t);return n>e.bytes?`has ${n} bytes, more than ${e.bytes}`:null}var pu=500,oy=1e3,yu=8192;function Xe(t,e,n={}){return{id:e.id,job:t.name,queue:t.queue,group:t.group,input:e.input,version:t.version,priority:n.priority===void 0?t.priority:Es(n.priority),maxAttempts:ly(n.attempts??t.retry.attempts),...sy(n),...iy(n),limitKey:e.limitKey,flowId:e.flowId??null,trigger:e.trigger,retryOf:e.retryOf??null,scheduledFor:e.scheduledFor??null,headers:n.headers===void 0?null:ay(n.headers),parents:e.parents??[]}}function sy(t){if(t.runAt===void 0)return{delayMs:_(t.delay??0,"delay")};if(t.delay!==void 0)throw new c("INVALID_OPTION","Give either delay or runAt, not both.");if(Number.isFinite(t.runAt.getTime()))return{runAt:t.runAt};throw new c("INVALID_OPTION","Expected runAt to be a valid Date; received an invalid one.")}function iy(t){let{key:e,mode:n,maxWait:r}=t;if(e===void 0&&(n!==void 0||r!==void 0))throw new c("INVALID_OPTION","Expected a key with mode or maxWait; received none.");if(n!==void 0&&!kt.includes(n))throw new c("INVALID_OPTION",`Expected mode to be one of ${kt.join(", ")}; received ${JSON.stringify(n)}.`);if(n==="debounce"&&t.delay===void 0&&t.runAt===void 0)throw new c("INVALID_OPTION","Expected a delay with mode 'debounce': how long to wait for the next.");if(r!==void 0&&n!=="debounce")throw new c("INVALID_OPTION",`maxWait goes with mode 'debounce'; received mode '${n??"keep"}'.`);return{key:e===void 0?null:uy(e),dedup:n??"keep",...r!==void 0&&{maxWaitMs:_(r,"maxWait")}}}function ay(t){let e=Object.entries(t);if(!e.every(([,r])=>typeof r=="string"))throw new c("INVALID_OPTION","Expected headers to be texts by name.");let n=Buffer.byteLength(JSON.stringify(t));if(n>yu)throw new c("INVALID_OPTION",`Expected headers of at most ${yu} bytes of JSON; received ${n}.`);return Object.fromEntries(e)}function ly(t){if(Number.isInteger(t)&&t>=1&&t<=1e4)return t;throw new c("INVALID_OPTION",`Expected attempts to be a whole number from 1 to 10000; received ${t}.`)}function uy(t){let e=qe(t,{characters:pu,bytes:oy});if(e===null)return t;throw new c("INVALID_OPTION",`Expected key to be a text of 1 to ${pu} characters without NUL or half a surrogate pair; received one that ${e}.`)}var dy=1e3,vr=class{#e;#t;constructor(e){this.#e=e,this.#t=Et(n=>e.store.enqueue(n),{largest:dy,isUnreachable:me})}async one(e,n){return xr(this.#e.hooks,Js(e,n),async r=>{let o=await this.#r({...e,input:r.input},r.options);if(n.tx!==void 0)return(await this.#n([o],n))[0];await this.#e.open();let s=await this.#t(o);return this.#e.onEnqueued([o],[s]),s})}async many(e,n){return Hs(e,({wanted:r,options:o},s)=>xr(this.#e.hooks,Js(r,o),async i=>s(await this.#r({...r,input:i.input},i.options))),r=>this.#n(r,n))}async flow(e,n){let{newId:r,registry:o}=this.#e,s=r(),i=new Map(e.runs.map(l=>[l.job,r()])),a=async(l,u)=>{let d=l.parents.map(h=>({runId:gu(i,h.job),onFailure:h.onFailure})),m=await this.#o(u.job,u.input),f=u.options.trigger??"flow";return Xe(u.job,{id:gu(i,l.job),...m,trigger:f,flowId:s,parents:d},u.options)};return await Hs(e.runs,(l,u)=>{let d=Js({job:o.get(l.job),input:l.input},n,s);return xr(this.#e.hooks,d,async m=>u(await a(l,m)))},l=>this.#n(l,n)),{flowId:s,runs:Object.fromEntries(i)}}async#n(e,n){await this.#e.open();let r=await this.#e.store.enqueue(e,n);return this.#e.onEnqueued(e,r),r}async prepare(e,n){let r=this.#e.registry.get(e.name);return{job:r,...await this.#o(r,n)}}async#r({id:e,job:n,input:r,version:o,retryOf:s},i){let a=o===void 0||o>=n.version?r:sn(n,{input:r,version:o}),l=await this.#o(n,a),u={id:e??this.#e.newId(),...l,trigger:i.trigger??"api"},d=s!==void 0&&{retryOf:s.id,scheduledFor:s.scheduledFor};return Xe(n,{...u,...d},i)}async#o(e,n){let r=n??{};it(r,`The input of job "${e.name}"`,"INVALID_INPUT");let o=await st(e,r),s={bytes:this.#e.inputBytes,code:"INVALID_INPUT"};return{input:ye(r,`The input of job "${e.name}"`,s),limitKey:this.#e.fleetLimits.keyFor(e,o)}}};function Js({job:t,input:e},{tx:n,...r},o=null){return{job:t,input:e,options:r,flowId:o,describe:i=>jt(i,ee(t,e))}}function gu(t,e){let n=t.get(e);if(n!==void 0)return n;throw new c("INVALID_OPTION",`The plan has an edge to "${e}", which is not in it.`)}function an(t,e){return new c("DUPLICATE_SCHEDULE",e==="code"?`The schedule of job "${t}" cannot be stored: a schedule of that name was saved at run time. Remove that one with jobs.schedules.remove(${JSON.stringify(t)}), or save it under another name.`:`The schedule ${JSON.stringify(t)} cannot be stored: the name of a job is kept for the schedule of its definition. Give this one another name.`)}var wu=200,cy=800,_u=1e3,Er=class{#e;constructor(e){this.#e=e}async save(e){let{name:n,job:r,...o}=e,{registry:s}=this.#e,i=s.get(typeof r=="string"?r:r.name);my(n,s);let a=await ir(i,o,{name:n,origin:"stored"}),l=await this.#n(),u=new ae(a).next(await l.now());return await l.save([{...a,nextAt:u}]),this.#t(n)}async remove(e){let{job:n,origin:r}=await this.#t(e);if(r==="code"&&this.#e.registry.find(n)!==void 0)throw new c("INVALID_OPTION",`The schedule "${e}" belongs to the definition of its job. Turn it off with createJobs({ schedules: { '${e}': false } }), or pause it.`);await(await this.#n()).remove([e])}async list(){return(await this.#n()).list()}async next(e,n=1){if(!Number.isInteger(n)||n<1||n>_u){let i=`a whole number from 1 to ${_u}`;throw new c("INVALID_OPTION",`next: expected count to be ${i}; received ${String(n)}.`)}let r=await this.#t(e),o=new ae(r),s=[r.nextAt];for(;s.length<n;)s.push(o.next(s.at(-1)??r.nextAt));return s}async pause(e,n={}){if(!await(await this.#n()).pause(e,n.by??"api"))throw Ws(e)}async resume(e){let n=await this.#n(),r=new ae(await this.#t(e)).next(await n.now());if(!await n.resume(e,r))throw Ws(e)}async#t(e){let n=(await this.list()).find(r=>r.name===e);if(n===void 0)throw Ws(e);return n}async#n(){return await this.#e.open(),this.#e.store}};function my(t,e){let n=qe(t,{characters:wu,bytes:cy});if(n!==null)throw new c("INVALID_OPTION",`Expected a schedule's name to be a text of 1 to ${wu} characters without NUL or half a surrogate pair; received one that ${n}.`);if(e.find(t)!==void 0)throw an(t,"stored")}function Ws(t){return new c("SCHEDULE_NOT_FOUND",`There is no schedule ${JSON.stringify(t)}.`)}import{randomUUID as bg}from"crypto";import{hostname as kg}from"os";async function bu(t){let e=await t.transfer?.mark()??null;if(e!==null)throw Rr(e)}function Rr({role:t,state:e,peer:n}){let r=t==="target"?`This store is being filled by a move from ${n}`:`This store ${e==="done"?"was":"is being"} moved to ${n}`;return new c("STORE_MOVED",`${r}: nothing is enqueued or worked on here.`)}function ku(t,e,n){return on(t.flatMap(fy),e,{change:r=>r,last:n})}function fy(t){return t.run===void 0?[]:[{name:t.name,call:(e,n)=>t.run?.(e,()=>n())}]}function Su(t){let e=t.error?.message??t.cancel?.message??"no reason given";return new c("CHILD_FAILED",`Run ${t.id} of job "${t.job}", which this run spawned, ended as ${t.state}: ${e}`)}import{createHash as hy}from"crypto";var xu=2**32,Mt=class{#e;#t;constructor(e,n){let r=hy("sha256").update(`${e}\0${n}`).digest();this.#e=/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(e)?e.replaceAll("-","").slice(0,12):r.toString("hex",16,22),this.#t=r.readBigUInt64BE()&vu}at(e){if(e>=xu)throw new RangeError(`A run spawns at most ${xu} runs by one name`);let n=e>>>20,r=BigInt(e&1048575)<<Eu|this.#t,o=(py|r).toString(16).padStart(16,"0"),s=`7${n.toString(16).padStart(3,"0")}`;return`${this.#e.slice(0,8)}-${this.#e.slice(8)}-${s}-${o.slice(0,4)}-${o.slice(4)}`}includes(e){let n=e.slice(19).replace("-","");return n.length===16&&(BigInt(`0x${n}`)&vu)===this.#t}},Eu=42n,vu=(1n<<Eu)-1n,py=1n<<63n;var jr=1e3,Mr=class{#e;#t=new Set;constructor(e){this.#e=e}get isUsed(){return Object.keys(this.#e.marks()).length>0}async spawn(e,n,r){let o=r.name??e.name;if(this.#t.has(o))throw gy(o);this.#t.add(o),await this.#e.saveMark(o,{job:e.name,onFailure:r.onFailure??"fail"});let s=new Mt(this.#e.run.id,o),i=0,a=[];for await(let l of n)a.push(await this.#r(e,l,{...r,id:s.at(i)})),i+=1,!(a.length<jr)&&(await this.#o(a),a=[]);return a.length>0&&await this.#o(a),{name:o,count:i}}async*children(e){let n=new Mt(this.#e.run.id,e);for await(let r of this.#i())n.includes(r.id)&&(yield yy(r))}async intolerable(){let{run:e,store:n}=this.#e,r=this.#n();if(r.length===0)return;let o=["failed","cancelled"],s;for(;;){let i={spawnedBy:e.id,states:o},a=await n.read.list(i,{limit:jr,...s!==void 0&&{after:s}}),l=a.runs.find(u=>r.some(d=>d.includes(u.id)));if(l!==void 0||a.next===null)return l;s=a.next}}#n(){return Object.entries(this.#e.marks()).filter(([,e])=>e.onFailure==="fail").map(([e])=>new Mt(this.#e.run.id,e))}async#r(e,n,{id:r,priority:o,attempts:s}){let{run:i,prepare:a}=this.#e,l=await a(e,n),u={id:r,input:l.input,limitKey:l.limitKey,trigger:"job"},d={...o!==void 0&&{priority:o},...s!==void 0&&{attempts:s},...i.headers!==null&&{headers:i.headers}};return Xe(l.job,{...u,flowId:i.flowId??i.id},d)}async#o(e){let{run:n,store:r,refuseUnlessHeld:o,stopFor:s}=this.#e,i=await r.spawn({runId:n.id,token:n.token},e);o(i),!(!i.held||i.cancel===null)&&(await r.cancel([n.id],i.cancel),s(i.cancel))}async*#i(){let{run:e,store:n}=this.#e,r;for(;;){let o=await n.read.children(e.id,{limit:jr,...r!==void 0&&{after:r}});if(yield*o,o.length<jr)return;r=o.at(-1)?.id}}};function yy({id:t,input:e,state:n,output:r,error:o}){return n==="success"?{runId:t,input:e,state:n,output:r}:{runId:t,input:e,state:n==="cancelled"?"cancelled":"failed",error:o}}function gy(t){return new c("INVALID_OPTION",`ctx.spawn was called twice with the name "${t}"; give each call a \`name\` of its own, the same in every attempt.`)}var wy=100;function Ru(t,e){if(typeof t=="number")return _y(t,e);let n=t==="auto"?{}:t;return by({min:n.min??10,max:n.max??5e3,targetMs:n.targetMs??250},e)}function _y(t,e){if(!Number.isInteger(t)||t<1)throw new c("INVALID_OPTION",`Expected a batch size of 1 or more, or 'auto'; received ${t}.`);return{size:Math.min(t,e),took:()=>{}}}function by(t,e){let n=Math.min(t.max,e),r=Math.min(t.min,n),o=Math.min(Math.max(wy,r),n);return{get size(){return o},took(s,i){s>=o&&(o=ky(o,i,{min:r,max:n,targetMs:t.targetMs}))}}}function ky(t,e,n){let r=Math.min(2,Math.max(.5,n.targetMs/Math.max(e,1)));return Math.min(n.max,Math.max(n.min,Math.round(t*r)))}var ju=200,Ar=class{constructor(e,n){this.max=e;this.onFailure=n}max;onFailure;#e=0;get count(){return this.#e}get tooMany(){return this.#e>this.max}add(e,n){this.#e+=1,this.onFailure({item:Sy(e),message:n instanceof Error?n.message:String(n)})}throwIfTooMany(){if(this.tooMany)throw new c("TOO_MANY_FAILURES",`${this.#e} items failed, more than the ${this.max} that maxFailures allows; the log names them.`)}};function Sy(t){let e=typeof t=="string"?t:JSON.stringify(t)??typeof t;return e.length<=ju?e:`${e.slice(0,ju)}\u2026`}async function*Au(t,e,n){let r=e.name??"items",o=_(e.pauseMs??0,"pauseMs"),s=Ru(e.size??100,n.maxBatchSize),i=xy(e,n),a=n.mark(r),l=Ol(t,a?.cursor??null),u=a?.done??0;try{n.signal.throwIfAborted(),await vy(l,n);for(let d=await Mu(l,s,n);d!==null;){let{items:m,cursor:f}=d;u+=m.length;let h=Ey(v=>n.saveMark(r,{cursor:f,done:u},v)),g=n.now();yield new dr(m,f,{commit:h,failures:i,signal:n.signal}),await h(),s.took(m.length,n.now()-g),n.onDone(m.length),n.signal.throwIfAborted(),d=await Mu(l,s,n),d!==null&&o>0&&await n.sleep(o)}}finally{await l.close()}}function xy(t,e){let n=t.maxFailures??100;if(!(n>=0))throw new c("INVALID_OPTION",`Expected maxFailures to be 0 or more; received ${n}.`);return new Ar(n,({item:r,message:o})=>e.onItemFailure(r,o))}async function vy(t,e){let n=await t.total();n!==void 0&&e.onTotal(n)}async function Mu(t,e,n){let r=await t.next(e.size);return n.signal.throwIfAborted(),r}function Ey(t){let e;return n=>(e??=t(n).catch(r=>{throw e=void 0,r}),e)}function Ou(t){let{run:e,environment:n,reporter:r,attempt:o,saved:s,spawner:i}=t;return{run:{id:e.id,job:e.job,flowId:e.flowId,trigger:e.trigger,createdAt:e.createdAt,scheduledFor:e.scheduledFor,headers:e.headers??{},maxAttempts:e.maxAttempts},input:t.input,services:n.services,results:t.results,get signal(){return o.signal},attempt:e.attempt,log:r.log,progress:r.progress,checkpoint:s.face,state:jy(t),batches:(a,l={})=>Au(a,l,My(t)),enqueue:async(a,...[l,u])=>(o.refuseIfGivenUp(),n.enqueue(a,l,{trigger:"job",...u})),spawn:async(a,l,u={})=>{if(o.refuseIfGivenUp(),s.handover!==void 0)throw Ry(e.job);return i.spawn(a,l,u)},children:(a,l={})=>i.children(l.name??a.name),pause:a=>n.timers.sleep(_(a),o.signal),retryAfter:(a,l)=>new _t(a,l),snooze:(a,l)=>new wt(a,l)}}function Ry(t){return new c("INVALID_OPTION",`Job "${t}" calls ctx.spawn in collect, which nobody would wait for; spawn in run, or enqueue a run of its own.`)}function jy({job:t,attempt:e,environment:n}){return{get:()=>n.store.state.get(t.name),set:async(r,o)=>{e.refuseIfGivenUp();let s={bytes:n.limits.stateBytes,code:"INVALID_OPTION"};await n.store.state.set(t.name,ye(r,`The state of job "${t.name}"`,s),o)}}}function My(t){let{reporter:e,attempt:n,environment:r,saved:o}=t,{signal:s}=n;return{signal:s,maxBatchSize:r.limits.batchSize,now:()=>performance.now(),sleep:i=>r.timers.sleep(i,s),mark:i=>o.mark(i),saveMark:(i,a,l)=>o.saveMark(i,a,l),onTotal:i=>{e.progress.total??=i},onDone:i=>e.progress.add(i),onItemFailure:(i,a)=>e.itemFailed(i,a)}}var Or=class{#e;#t;#n;#r=performance.now();constructor(e,{events:n,id:r}){this.#e=n,this.#t={runId:e.id,job:e.job,worker:r},this.#n=e.attempt}started(){this.#e.emit("run:started",{...this.#t,attempt:this.#n})}stuck(){this.#e.emit("run:stuck",{...this.#t,attempt:this.#n})}lost(){this.#e.emit("run:lost",this.#t)}progress(e){this.#e.emit("run:progress",{...this.#t,progress:e})}log(e,n,r){this.#e.emit("run:log",{...this.#t,level:e,message:n,...r&&{fields:r}})}ended(e){let n=performance.now()-this.#r;if(e.verb==="release"){let{delayMs:r,attempt:o}=e.release,s={...this.#t,outcome:o.outcome,delayMs:r,durationMs:n};this.#e.emit("run:released",{...s,error:o.error??null})}else{let{state:r,error:o}=e.settlement;this.#e.emit("run:settled",{...this.#t,state:r,error:o,durationMs:n})}}};var Tr=class{#e;constructor(e,n){this.#e=[{at:e,done:n}]}at(e,n){this.#e.push({at:e,done:n});let r=this.#e.findIndex(s=>s.at>e-3e4);this.#e=this.#e.slice(Math.max(0,r-1));let o=this.#e[0];if(!(o===void 0||e<=o.at))return Math.round((n-o.done)/(e-o.at)*1e6)/1e3}};var Ay=200,Ir=class{#e;#t;#n;#r;#o;#i;#s=0;constructor(e,n){this.#r=e.done,this.#e=new Tr(e.at,e.done),this.#t=n,this.#n=e.mask}get done(){return this.#r}get total(){return this.#o}set total(e){this.#o=e,this.#t()}get phase(){return this.#i}set phase(e){this.#i=e===void 0?void 0:this.#n.text(e).slice(0,Ay),this.#t()}add(e){this.#r+=e,this.#t()}addFailedItem(){this.#s+=1,this.#t()}snapshot(e){let n=this.#e.at(e,this.#r);return{done:this.#r,...this.#o!==void 0&&{total:this.#o},...this.#i!==void 0&&{phase:this.#i},...n!==void 0&&{ratePerSecond:n},...this.#s>0&&{failedItems:this.#s}}}};var Oy=1e3,Cr=class{progress;log;#e;#t=!1;#n=[];#r=0;#o=0;#i;#s=Promise.resolve();constructor(e){this.#e=e;let n={done:e.done,at:e.now(),mask:e.mask};this.progress=new Ir(n,()=>this.#l()),this.log={debug:(r,o)=>this.#a("debug",r,o),info:(r,o)=>this.#a("info",r,o),warn:(r,o)=>this.#a("warn",r,o),error:(r,o)=>this.#a("error",r,o)}}itemFailed(e,n){this.progress.addFailedItem(),this.log.warn(`Item failed: ${n}`,{item:e})}async flush(){this.#i?.cancel(),this.#i=void 0;let e=this.#s.then(()=>this.#d());this.#s=e.catch(()=>{}),await e}async close(){if(this.#o>0){let e=`${this.#o} more log lines were dropped`;this.#n.push({at:new Date(this.#e.now()),level:"warn",message:e})}await this.flush()}#a(e,n,r){let{mask:o,limits:s}=this.#e,{logLines:i,logLineLength:a}=s,l=o.text(n),u=l.length<=a?l:`${l.slice(0,a)}\u2026`,d=r&&o.active?Iy(r,o):r;if(this.#e.onLog(e,u,d),this.#r>=i){this.#o+=1;return}this.#r+=1;let m=new Date(this.#e.now());this.#n.push({at:m,level:e,message:u,...d&&{fields:Ty(d,a)}}),this.#u()}#l(){this.#t=!0,this.#u()}#u(){this.#i??=vt(Oy,()=>{this.flush().catch(e=>this.#e.onError(e))},{unref:!0})}async#d(){if(!this.#t&&this.#n.length===0)return;let e=this.#n,n={...this.#t&&{progress:this.progress.snapshot(this.#e.now())},...e.length>0&&{logs:e}};this.#n=[],this.#t=!1;try{await this.#e.send(n)}catch(r){throw this.#n=[...e,...this.#n],this.#t||=n.progress!==void 0,r}}};function Ty(t,e){try{let n=JSON.stringify(t,Tu);return n.length<=e?JSON.parse(n):{truncated:`${n.slice(0,e)}\u2026`}}catch(n){return{unreadable:String(n)}}}function Iy(t,e){try{return e.json(JSON.parse(JSON.stringify(t,Tu)))}catch(n){return{unreadable:e.text(String(n))}}}function Tu(t,e){return e instanceof Error?String(e):e}var At=class extends c{constructor(n,r,o){super(n,r);this.code=n;this.cancel=o}code;cancel;name="RunAborted"};function Le(t){let e=t.by===void 0?"":` by ${t.by}`,n=t.message===void 0?"":`: ${t.message}`;return new At("CANCELLED",`The run was cancelled${e}${n}`,t)}function Iu(t){return new At("TIMEOUT",`The attempt took longer than its timeout of ${t} ms`)}function Vs(){return new At("SHUTDOWN","The worker is stopping; the run goes on elsewhere or later")}function Cu({id:t,attempt:e}){return new c("STUCK",`Attempt ${e} of run ${t} was given up when it ignored its abort; nothing more of it is accepted`)}function He(){return new At("LEASE_LOST","Another worker has taken the run over; nothing more of this attempt is accepted")}function Nr(t,{value:e,version:n=1}){if(e===null||n===t.version)return e;if(n>t.version)throw new c("NEWER_VERSION",`The checkpoint of this run has version ${n}; this build knows job "${t.name}" up to version ${t.version}.`);if(t.upcastCheckpoint===null)return e;try{return t.upcastCheckpoint(e,n)}catch(r){throw new c("UPCAST_FAILED",`upcastCheckpoint of job "${t.name}" failed on a checkpoint of version ${n}: ${r instanceof Error?r.message:String(r)}`,{cause:r})}}function Ot(t){let e=t;return{value:e?.value??null,...e?.version!==void 0&&{version:e.version},marks:e?.marks??{},spawns:e?.spawns??{},...e?.handover!==void 0&&{handover:e.handover}}}function Nu(t){return{value:t.value,...t.version!==void 0&&t.version!==1&&{version:t.version},marks:Object.fromEntries(Object.entries(t.marks).map(([e,n])=>[e,{...n}])),...Object.keys(t.spawns).length>0&&{spawns:Object.fromEntries(Object.entries(t.spawns).map(([e,n])=>[e,{...n}]))},...t.handover!==void 0&&{handover:{output:t.handover.output}}}}function Pu(t){return Object.values(t.marks).reduce((e,n)=>e+n.done,0)}var Pr=class{constructor(e){this.parts=e;let n=Ot(e.run.checkpoint);this.#e={...n,value:Nr(e.job,n),version:e.job.version}}parts;#e;face=(()=>{let e=()=>this.#e;return{get value(){return e().value},save:(n,r)=>this.#t({...this.#e,value:n},r)}})();get handover(){return this.#e.handover}get spawns(){return this.#e.spawns}mark(e){return Object.hasOwn(this.#e.marks,e)?this.#e.marks[e]:void 0}saveMark(e,n,r){return this.#t({...this.#e,marks:{...this.#e.marks,[e]:n}},r)}async saveSpawn(e,n){Object.hasOwn(this.#e.spawns,e)||await this.#t({...this.#e,spawns:{...this.#e.spawns,[e]:n}})}saveHandover(e){return this.#t({...this.#e,handover:{output:e}})}refuseUnlessHeld(e){if(e.held)return;let n=He();throw this.parts.attempt.abort(n),n}async#t(e,n){let{run:r,environment:o,attempt:s}=this.parts;s.refuseIfGivenUp();let i=ye(Nu(e),"The checkpoint",{bytes:o.limits.checkpointBytes,code:"INVALID_OPTION"}),a={runId:r.id,token:r.token};this.refuseUnlessHeld(await o.store.checkpoint(a,i,n)),this.#e=e}};var Dr=class{#e;#t;#n;#r=Number.POSITIVE_INFINITY;#o;#i=!1;#s=()=>{};givenUp=new Promise(e=>{this.#s=e});constructor(e){this.#e=e}get reason(){return this.#n}get signal(){return this.#t??=new AbortController,this.#n!==void 0&&this.#t.abort(this.#n),this.#t.signal}make(e,n){if(this.#i)return;this.#n??=e,this.#t?.abort(this.#n);let r=performance.now()+n;r>=this.#r||(this.#r=r,this.#o?.cancel(),this.#o=this.#e.after(n,()=>this.#s(this.#n??e)))}end(){this.#i=!0,this.#o?.cancel()}};function Lr(t,e,n){let r={runId:t.id,token:t.token};switch(e.kind){case"done":return Us({lease:r,state:"success",output:e.output,error:null,attempt:{outcome:"success"}});case"snoozed":return qr({lease:r,delayMs:e.delayMs,spend:!1,attempt:{outcome:"snoozed"}});case"spawned":return qr({lease:r,delayMs:0,spend:!1,untilChildren:!0,attempt:{outcome:"spawned"}});case"retry-after":return $r(t,{error:$y(e.reason),delayMs:()=>e.delayMs,closesWindow:n.closesWindow===!0});case"failed":return Du(t,e.error,n);case"aborted":return $u(t,e.reason,n);case"stuck":return Ny(t,e.reason,n);case"lease-expired":return $r(t,{error:Cy,delayMs:()=>0,outcome:"lease-expired"})}}var Cy={code:"LEASE_EXPIRED",name:"NightshiftError",message:"The worker stopped renewing its lease: it died, or lost the store"};function Du(t,e,{retry:n,random:r,mask:o}){let s={error:jt(e,o),delayMs:()=>n.backoff(t.attempt,r)};return Dy(e,n)?$r(t,s):qu(t,s)}function $u(t,e,n){let r={runId:t.id,token:t.token};switch(e.code){case"CANCELLED":return Us({lease:r,state:"cancelled",output:null,error:null,...e.cancel&&{cancel:e.cancel},attempt:{outcome:"cancelled"}});case"SHUTDOWN":return qr({lease:r,delayMs:0,spend:!1,attempt:{outcome:"interrupted"}});case"TIMEOUT":return Du(t,e,n);case"LEASE_LOST":return{verb:"nothing"}}}function Ny(t,e,n){if(e.code==="CANCELLED"||e.code==="LEASE_LOST")return $u(t,e,n);let r={code:"STUCK",name:"NightshiftError",message:`${e.message}; the handler did not stop within its grace, and its code may still be running`},o=()=>n.retry.backoff(t.attempt,n.random);return $r(t,{error:r,delayMs:e.code==="SHUTDOWN"?()=>0:o,outcome:"stuck"})}function $r(t,e){if(t.attempt>=t.maxAttempts)return qu(t,e);let n={runId:t.id,token:t.token},r={outcome:e.outcome??"failed",error:e.error},o=e.closesWindow===!0&&{closesWindow:!0};return qr({lease:n,delayMs:e.delayMs(),spend:!0,...o,attempt:r})}function qu(t,{error:e,outcome:n="failed"}){let r={runId:t.id,token:t.token};return Us({lease:r,state:"failed",output:null,error:e,attempt:{outcome:n,error:e}})}var Py=new Set(["CHILD_FAILED","INVALID_INPUT","INVALID_OUTPUT","UPCAST_FAILED"]);function Dy(t,e){return t instanceof yn||t instanceof c&&Py.has(t.code)?!1:e.retryIf(t)}function $y(t="The handler asked to be tried again later"){return{code:"HANDLER_ERROR",name:"RetryAfter",message:t}}function Us(t){return{verb:"settle",settlement:t}}function qr(t){return{verb:"release",release:{...t,delayMs:qy(t.delayMs)}}}function qy(t){return Number.isNaN(t)?0:Math.min(Math.max(0,Math.round(t)),Ts)}function J(t,e,n){t.events.emit("worker:error",{worker:t.id,during:e,error:n})}var Ly=15e3,Hr=class{constructor(e,n,r){this.run=e;this.job=n;this.environment=r;this.#e=new Dr(r.timers),this.#t=new Or(e,r),this.#r=ee(n),this.#n=this.#S()}run;job;environment;#e;#t;#n;#r;#o=!1;#i=!1;#s=Promise.resolve();get lease(){return{runId:this.run.id,token:this.run.token}}get longestMs(){let{timeoutMs:e,graceMs:n}=this.job;return e===null?null:e+n}get comesBackLater(){return this.#i}get isStuck(){return this.#o}get handlerEnded(){return this.#s.then(()=>{},()=>{})}refuseIfGivenUp(){if(this.#o)throw Cu(this.run);if(this.#_())throw this.#e.reason??He()}abort(e,n=this.job.graceMs){this.#e.make(e,n)}get signal(){return this.#e.signal}async execute(){this.#t.started();let e=await this.#a();this.#e.end(),this.#o=e.kind==="stuck";let{random:n}=this.environment,r=Lr(this.run,e,{retry:this.job.retry,random:n,mask:this.#r,closesWindow:this.job.limits.rules.some(o=>o.rate!==void 0)});this.#o&&this.#t.stuck(),await this.#g(r)}async#a(){try{kn(this.#r,this.job,this.run.input);let e=await Rt(this.job,this.run);kn(this.#r,this.job,e);let n=await this.#l();return this.#e.reason!==void 0?{kind:"aborted",reason:this.#e.reason}:await this.#u(e,n)}catch(e){return Hy(e)?{kind:"snoozed",delayMs:Ly}:{kind:"failed",error:e}}}async#l(){if(this.run.flowId===null||this.job.dependsOn.length===0)return{};let n=(await this.environment.store.read.parents(this.run.id)).filter(r=>r.state==="success");return Object.fromEntries(n.map(r=>[r.job,r.output]))}async#u(e,n){let{run:r,job:o,environment:s}=this,i=new Pr({run:r,job:o,attempt:this,environment:s}),a=this.#c(i),l={run:r,job:o,input:e,results:n,attempt:this,reporter:this.#n,saved:i,spawner:a,environment:s},u=Ou(l);if(i.handover===void 0){let f=await this.#d(u,()=>o.run(u));return f.kind==="done"&&a.isUsed?this.#f(i,f.output):f}if(r.openChildren>0)return{kind:"spawned"};let d=await a.intolerable();if(d!==void 0)return{kind:"failed",error:Su(d)};let{collect:m}=o;return m===null?{kind:"done",output:i.handover.output}:this.#d(u,()=>m(u))}#d(e,n){let r=this.#h(e,async()=>n());return this.#s=r,this.#p(r.then(o=>this.#m(o),o=>this.#y(o)))}#h(e,n){let{hooks:r,id:o}=this.environment;if(r.length===0)return n();let s=i=>jt(i,this.#r);return ku(r,{job:this.job,run:this.run,ctx:e,worker:o,describe:s},n)}async#f(e,n){try{return await $s(()=>e.saveHandover(n)),{kind:"spawned"}}catch(r){return this.#y(r)}}#c(e){let{store:n,prepare:r}=this.environment;return new Mr({run:this.run,store:n,prepare:r,marks:()=>e.spawns,saveMark:(o,s)=>e.saveSpawn(o,s),refuseUnlessHeld:o=>e.refuseUnlessHeld(o),stopFor:o=>{let s=Le(o);throw this.abort(s),s}})}async#p(e){let{timeoutMs:n}=this.job,{timers:r}=this.environment,o=n===null?void 0:r.after(n,()=>this.abort(Iu(n)));try{let s=this.#e.givenUp.then(i=>({kind:"stuck",reason:i}));return await Promise.race([e,s])}finally{o?.cancel()}}#m(e){if(e instanceof Ze)return this.#w(e);if(this.#_())return{kind:"aborted",reason:He()};let n={bytes:this.environment.limits.outputBytes,code:"INVALID_OUTPUT"};try{let r=ye(e,`The output of job "${this.job.name}"`,n);return{kind:"done",output:this.#r.json(r)}}catch(r){return{kind:"failed",error:r}}}#y(e){if(e instanceof Ze)return this.#w(e);let{reason:n}=this.#e;return n===void 0?{kind:"failed",error:e}:{kind:"aborted",reason:n}}#w(e){if(e instanceof wt)return{kind:"snoozed",delayMs:e.delayMs};if(e instanceof _t){let n=e.reason===void 0?void 0:this.#r.text(e.reason);return{kind:"retry-after",delayMs:e.delayMs,reason:n}}return{kind:"failed",error:new TypeError("Unknown outcome: return ctx.snooze(\u2026) or ctx.retryAfter(\u2026)")}}#_(){return this.#e.reason?.code==="LEASE_LOST"}async#g(e){if(e.verb==="nothing")return this.#t.lost();try{await $s(async()=>{await this.#b();let{settle:n,release:r}=this.environment,o=e.verb==="settle"?await n(e.settlement):await r(e.release);this.#i=o.held&&e.verb==="release"&&e.release.delayMs>0,o.held?this.#t.ended(e):this.#t.lost()})}catch(n){J(this.environment,`writing down the end of run ${this.run.id}`,n)}}async#b(){try{await this.#n.close()}catch(e){if(me(e))throw e;J(this.environment,`storing the log of run ${this.run.id}`,e)}}#S(){let{environment:e,run:n}=this;return new Cr({limits:e.limits,mask:this.#r,done:Pu(Ot(n.checkpoint)),now:()=>e.clock.now(),send:async r=>{(await e.report({lease:this.lease,...r})).held||this.abort(He()),r.progress&&this.#t.progress(r.progress)},onError:r=>J(e,`storing the progress of run ${n.id}`,r),onLog:(r,o,s)=>{e.logger[r](o,{runId:n.id,job:n.job,...s}),this.#t.log(r,o,s)}})}};function Hy(t){return t instanceof c&&t.code==="NEWER_VERSION"}function Lu(t){if(t.exclusive)return{kept:!0,by:"exclusive-store"};let e=t.renewal===void 0?`The ${t.name} store has no thread that renews`:t.renewal.unavailable;return e===null?{kept:!0,by:"thread"}:{kept:!1,reason:e}}var Fr=class{#e;#t=[];#n=[];#r=0;#o=!1;#i=!1;constructor(e,n){this.#e=e.standBy(n)}hold(e){this.#t.push(e),this.#r+=1,this.#s()}drop(e){this.#n.push(e),this.#r-=1,(this.#r===0||this.#n.length===1e3)&&this.#s()}renewed(){this.#e.renewed()}end(){this.#i=!0,this.#e.end()}#s(){this.#o||(this.#o=!0,queueMicrotask(()=>{this.#o=!1;let[e,n]=[this.#t,this.#n];this.#t=[],this.#n=[],this.#i||this.#e.change(e,n)}))}};var zs=new WeakMap;function Hu(t,e){let n=zs.get(t)??new Set;return zs.set(t,n.add(e)),()=>{n.delete(e)}}async function Fu(t){await Promise.all([...zs.get(t)??[]].map(e=>e.renewIfLate()))}var Jr=class{constructor(e){this.environment=e;let{store:n,leaseMs:r}=e,o=s=>J(e,"renewing leases from a thread",s);this.#o=n.renewal&&new Fr(n.renewal,{leaseMs:r,onError:o})}environment;#e=new Map;#t;#n;#r=performance.now();#o;#i;get attempts(){return[...this.#e.values()]}get size(){return this.#e.size}start(){this.#i=Hu(this.environment.store,this)}stop(){this.#i?.(),this.#o?.end()}hold(e){this.#e.set(e.run.id,e),this.#o?.hold({...e.lease,renewForMs:e.longestMs}),e.run.cancel!==null&&e.abort(Le(e.run.cancel)),this.#s(this.environment.leaseMs/3)}drop(e){this.#o?.drop(e.lease),this.#e.get(e.run.id)===e&&this.#e.delete(e.run.id),this.#e.size===0&&this.#a()}async renewIfLate(){performance.now()-this.#r>this.environment.leaseMs/3&&await this.#l()}async lookForCancels(e){let n=e===void 0?[...this.#e.keys()]:this.#e.has(e)?[e]:[];if(n.length!==0)for(let r of await this.environment.store.cancelRequests(n))this.#e.get(r.runId)?.abort(Le(r.reason))}#s(e){this.#t??=this.environment.timers.after(e,()=>{this.#l()})}#a(){this.#t?.cancel(),this.#t=void 0}#l(){return this.#a(),this.#e.size===0?Promise.resolve():(this.#n??=this.#u().finally(()=>{this.#n=void 0}),this.#n)}async#u(){let{leaseMs:e}=this.environment,n=e/3;try{await this.#d(),this.#r=performance.now(),this.#o?.renewed()}catch(r){J(this.environment,"renewing leases",r),n=Math.min(1e3,e/10)}this.#e.size>0&&this.#s(n)}async#d(){let e=this.attempts,n=await this.environment.store.extend(e.map(r=>r.lease),this.environment.leaseMs);e.forEach((r,o)=>{let s=n[o];s===void 0||!this.#e.has(r.run.id)||(s.held?s.cancel!==null&&r.abort(Le(s.cancel)):r.abort(He()))})}};import{hostname as Qy}from"os";function Ju(t,e){let{nextAt:n}=t,r=new ae(t),o=1+r.count(n,e),s=new Date(e.getTime()-t.graceMs),i=n>=s?0:1+r.count(n,new Date(s.getTime()-1)),a=d=>{let m=r.latest(Math.min(d,o-1),{after:n,until:e});return m.length<d?[n,...m]:m},[l=n]=a(1),u=Fy(t,{due:o,missed:i});return{made:u===0?[]:a(u),due:o,missed:i,first:n,last:l,next:r.next(e)}}function Fy({missed:t,missedCap:e,overlap:n},{due:r,missed:o}){let s=r-o,i={skip:s,once:Math.max(1,s),all:r}[t];return Math.min(i,n==="queue"?e:1)}import{createHash as Jy}from"crypto";function Wu(t,e){let n=Jy("sha256").update(t).digest().subarray(0,16);return Qe({msecs:e.getTime(),random:n})}var Wy=100,Vu=1e3;async function Uu(t){let{store:e,registry:n}=t,{due:r,nextDueMs:o}=await e.schedules.due({jobs:n.names,limit:Wy});if(r.length===0)return{enqueued:0,nextDueMs:o};let s=r.filter(({job:u,version:d})=>d<=n.get(u).version);if(s.length===0)return{enqueued:0,nextDueMs:Vu};let i=await e.schedules.now(),a=0,l=!0;for(let u of s){let d=await Vy(t,u,i).catch(m=>(t.onError(u.name,m),null));a+=d??0,l&&=d!==null}return{enqueued:a,nextDueMs:l?0:Vu}}async function Vy(t,e,n){let{store:r}=t,o=Ju(e,n),s=o.made.length>0?await Uy(r,e):null,i=s!==null&&e.overlap==="skip",a=i?[]:await zy(t,e,o);s!==null&&e.overlap==="replace"&&!a.some(({id:v})=>v===s)&&await r.cancel([s],Zy(e,o));let{name:u,cron:d,timeZone:m,nextAt:f}=e,h=o.made.at(-1)??o.last;return await r.schedules.advance({name:u,cron:d,timeZone:m,from:f,to:o.next,runs:a,lastAt:h})?(i?Yy(t,e,{...o,unfinished:s}):Ky(t,e,{...o,made:a.length}),a.length):null}async function Uy(t,{overlap:e,lastRunId:n}){if(e==="queue"||n===null)return null;let[r]=await t.read.get([n]);return r===void 0||_e.some(s=>s===r.state)?null:n}async function zy({registry:t,limitKeyFor:e},n,{made:r}){let o=t.get(n.job),{input:s,version:i}=By(o,n),a=await e(o,s).catch(Gy);return r.map(l=>{let u=Wu(n.name,l);return{...Xe(o,{id:u,input:s,limitKey:a,trigger:"schedule",scheduledFor:l}),version:i}})}function By(t,e){if(e.version===t.version)return e;try{return{input:sn(t,e),version:t.version}}catch{return e}}function Gy(t){if(t instanceof c&&t.code==="INVALID_INPUT")return null;throw t}function Zy({name:t},{last:e}){return{code:"requested",by:`schedule ${t}`,message:`Replaced by the run for ${e.toISOString()}`}}function Yy({events:t},{name:e,job:n},{due:r,last:o,unfinished:s}){t.emit("schedule:skipped",{name:e,job:n,due:r,at:o,unfinished:s})}function Ky({events:t,logger:e},{name:n,job:r,missed:o},{due:s,missed:i,made:a,first:l,last:u}){if(i===0&&a===s)return;let d=s-a;t.emit("schedule:missed",{name:n,job:r,policy:o,due:s,made:a,dropped:d,from:l,to:u}),d>0&&e.warn(`Schedule "${n}" made ${a} runs for ${s} occurrences`,{job:r,policy:o,dropped:d})}var Bs=1e3,zu=100,Xy=3e4,Bu={least:50,random:1e3},eg=15e3,tg=3e4,Gu=25e3,ng=10*6e4,rg=1e3;function Zu(t,e,n){let r=(a,l)=>be(l,{retryMs:rg,timers:t.timers,onError:u=>J(t,a,u)}),o=r("promoting due runs",()=>og(t,n)),s=n.shared?r("ticking schedules",()=>sg(t,n)):void 0,i=[o,s,r("reaping expired leases",()=>ig(t,n)),r("beating",()=>lg(t,e,n)),n.shared?r("pruning history",()=>ug(t,n)):void 0].filter(a=>a!==void 0);return{poke:()=>o.poke(),async stop(){await Promise.all(i.map(a=>a.stop()))}}}async function og({store:t},e){let{promoted:n,nextDueMs:r}=await t.promote(Bs);return n>0&&e.onQueued(),r===null?e.restMs:Math.min(e.pollMs,r)}async function sg(t,e){let n=(s,i)=>J(t,`ticking schedule ${JSON.stringify(s)}`,i),{enqueued:r,nextDueMs:o}=await Uu({...t,limitKeyFor:e.limitKeyFor,onError:n});return r>0&&e.onQueued(),o===null?Math.min(e.restMs,tg):Math.min(e.pollMs,o,eg)}async function ig(t,e){let{store:n,leaseMs:r,random:o}=t;await Fu(n);let{runs:s,nextExpiryMs:i}=await n.reap({limit:zu,leaseMs:r});if(await Promise.all(s.map(l=>ag(t,l))),s.length>0&&e.onQueued(),s.length===zu)return 0;let a=Bu.least+o()*Math.min(Bu.random,r/10);return Math.min(i??r,r,Xy)+a}async function ag(t,e){let{registry:n,random:r,settle:o,release:s,events:i}=t,l=n.find(e.job)?.retry??{attempts:e.maxAttempts,backoff:Zt(),retryIf:()=>!0},u=e.cancel===null?{kind:"lease-expired"}:{kind:"aborted",reason:Le(e.cancel)},d=Lr(e,u,{retry:l,random:r});if(d.verb==="settle"){await o(d.settlement);let{state:m,error:f}=d.settlement;i.emit("run:settled",{runId:e.id,job:e.job,worker:t.id,state:m,error:f,durationMs:0})}else if(d.verb==="release"){await s(d.release);let{delayMs:m,attempt:f}=d.release;i.emit("run:released",{runId:e.id,job:e.job,worker:t.id,outcome:f.outcome,delayMs:m,durationMs:0,error:f.error??null})}}async function lg({store:t,id:e,registry:n},r,o){return await t.workers.beat({id:e,host:Qy(),pid:process.pid,jobs:n.names,queues:o.queues,concurrency:o.concurrency,running:r.attempts.length},Gu*3),Gu}async function ug({store:t},{retention:e}){return await t.prune({olderThanMs:e,limit:Bs})===Bs?0:ng}var dg={eventLoopDelayMs:200,heapRatio:.85,memoryRatio:.9};function Yu(t,e,{concurrency:n,...r}){let o=cg(e,r),s=o===null?t+Math.ceil(n/10):Math.floor(t/2);return{allowance:Math.min(n,Math.max(1,s)),reason:o}}function Ku(t){let e={...dg,...t};for(let[n,r]of Object.entries(e))if(!(typeof r=="number"&&r>0))throw new c("INVALID_OPTION",`Expected governor.${n} to be a number above 0; received ${String(r)}.`);return e}function cg(t,e){return t.memoryRatio>e.memoryRatio?"memory":t.heapRatio>e.heapRatio?"heap":t.eventLoopDelayMs>e.eventLoopDelayMs?"event-loop-delay":null}var mg=1e3,Wr=class{constructor(e){this.parts=e;this.#e=e.concurrency}parts;#e;#t="steady";#n;get allowance(){return this.#e}start(){this.parts.probe.start(),this.#r()}stop(){this.#n?.cancel(),this.parts.probe.stop()}#r(){let e=()=>{this.#o(this.parts.probe.sample()),this.#r()};this.#n=vt(mg,e,{unref:!0})}#o(e){let{worker:n,concurrency:r,bounds:o,events:s}=this.parts,i=this.#e,{allowance:a,reason:l}=Yu(i,e,{...o,concurrency:r});this.#e=a;let u=this.#i(l!==null);if(u!==this.#t){this.#t=u;let d=Math.round(e.eventLoopDelayMs);s.emit("worker:throttled",{worker:n,allowance:a,concurrency:r,reason:l,delayMs:d})}a>i&&this.parts.onGrow()}#i(e){return this.#e===this.parts.concurrency?"steady":e?"down":"up"}};import{totalmem as fg}from"os";import{getHeapStatistics as hg}from"v8";var Qu=100,Vr=class{#e;#t=0;#n=0;start(){this.#t=performance.now(),this.#e=setInterval(()=>this.#r(),Qu).unref()}sample(){this.#r();let e=this.#n;this.#n=0;let{used_heap_size:n,heap_size_limit:r}=hg(),o=pg();return{eventLoopDelayMs:e,heapRatio:n/r,memoryRatio:o===null?0:process.memoryUsage.rss()/o}}stop(){clearInterval(this.#e)}#r(){let e=performance.now();this.#n=Math.max(this.#n,e-this.#t-Qu),this.#t=e}};function pg(){let t=process.constrainedMemory();return t>0&&t<fg()?t:null}var Ur=class{constructor(e,n,r){this.environment=e;this.replacementSlots=n;this.onEnded=r}environment;replacementSlots;onEnded;#e=new Map;get list(){return[...this.#e.values()]}get slots(){return Math.max(0,this.#e.size-this.replacementSlots)}add(e){let{id:n,job:r}=e.run,o=this.environment.clock.now();this.#t(()=>this.#e.set(e,{runId:n,job:r,attempt:e.run.attempt,since:new Date(o)})),e.handlerEnded.then(()=>{this.#t(()=>this.#e.delete(e));let s=this.environment.clock.now()-o;this.environment.events.emit("run:unstuck",{runId:n,job:r,attempt:e.run.attempt,stuckMs:s}),this.onEnded()})}#t(e){let n=this.slots;if(e(),n>0==this.slots>0)return;let{id:r,events:o}=this.environment;o.emit("worker:health",{worker:r,healthy:this.slots===0,stuck:this.#e.size})}};var zr=class{#e;#t;#n;constructor(e,n,r){let{concurrency:o,governor:s,replacementSlots:i}=n,{id:a,events:l}=e;this.#e=o,this.#n=new Ur(e,i,r),this.#t=s===null||o===1?null:new Wr({worker:a,concurrency:o,bounds:s,events:l,probe:new Vr,onGrow:r})}get allowance(){return this.#t?.allowance??this.#e}get stuck(){return this.#n.list}get healthy(){return this.#n.slots===0}free(e){return Math.min(this.allowance,this.#e-this.#n.slots)-e}start(){this.#t?.start()}stop(){this.#t?.stop()}giveUp(e){this.#n.add(e)}};var yg=15e3,gg=3e4,Xu=1e3,wg=500,ed=1e3,_g=500,Br=class{constructor(e,n,r){this.environment=e;this.plan=n;this.onStopped=r;this.#e=new Jr(e),this.#t=new zr(e,n.settings,()=>this.#r?.poke()),this.#n=new Ye({concurrency:n.settings.concurrency})}environment;plan;onStopped;#e;#t;#n;#r;#o;#i;#s;#a;#l;#u=!1;#d;#h=0;get id(){return this.environment.id}get running(){return this.#e.attempts.map(e=>e.run.id)}get allowance(){return this.#t.allowance}get stuck(){return this.#t.stuck}get healthy(){return this.#t.healthy}start(){return this.#a??=this.#l===void 0?this.#f():Promise.resolve(),this.#a}stop(e={}){return this.#l??=this.#_(),e.now===!0&&(this.#u=!0,this.#d?.()),this.#l}async quiet(){await this.#a,await this.#r?.stop()}wake(){this.#r?.poke(),this.#i?.poke()}async#f(){let{store:e,registry:n,events:r}=this.environment;await this.plan.open(),await bu(e);let o=this.plan.settings.only===void 0;if(o){let a=await uu(e,n,this.plan.schedules);for(let l of a)r.emit("schedule:orphaned",{name:l})}if(this.#s=await this.#p(),this.#l!==void 0)return;let s=this.#s?.live===!0,i=this.plan.settings.pollMs??(s?yg:Xu);this.#c({pollMs:i,live:s,shared:o}),r.emit("worker:started",{worker:this.id,leasesWhileBlocked:Lu(e)})}#c({pollMs:e,live:n,shared:r}){let{timers:o}=this.environment;this.#e.start(),this.#t.start();let s=l=>u=>J(this.environment,l,u);this.#r=be(()=>this.#m(e),{retryMs:ed,timers:o,onError:s("claiming runs")});let i={retryMs:ed,timers:o,onError:s("looking for cancel requests")},a=n?5e3:wg;this.#o=be(()=>this.#e.lookForCancels().then(()=>a),i),this.#i=Zu(this.environment,this.#e,{...this.plan,...this.plan.settings,pollMs:e,restMs:this.plan.settings.pollMs??(n?gg:Xu),shared:r,limitKeyFor:async(l,u)=>(await this.environment.prepare(l,u)).limitKey,onQueued:()=>this.#r?.poke()})}async#p(){return this.environment.store.notifications?.subscribe(e=>{e.kind==="queued"&&this.wake(),e.kind==="cancel"&&this.#e.lookForCancels(e.runId).catch(n=>J(this.environment,"looking for cancel requests",n))})}async#m(e){let{store:n,registry:r,events:o,id:s,leaseMs:i}=this.environment,{queues:a,only:l}=this.plan.settings;for(;;){let u=this.#t.free(this.#e.size);if(u<=0||this.#l!==void 0)return e;let d={worker:s,jobs:r.names,limit:u,leaseMs:i,limits:this.plan.fleetLimits.rules},m=await n.claim({...d,...a&&{queues:a},...l&&{only:l}});for(let f of m)this.#w(f);if(this.#e.size===0&&o.emit("worker:idle",{worker:s}),m.length<u)return Math.min(e,await this.#y())}}async#y(){let{store:e,registry:n}=this.environment,{rules:r}=this.plan.fleetLimits;return r.some(o=>o.rate!==void 0)?await e.limits.nextOpeningMs(n.names,r)??Number.POSITIVE_INFINITY:Number.POSITIVE_INFINITY}#w(e){let n=new Hr(e,this.environment.registry.get(e.job),this.environment);this.#e.hold(n),this.#l!==void 0&&n.abort(Vs()),this.#n.add(async()=>{await n.execute(),this.#e.drop(n),n.isStuck&&this.#t.giveUp(n),this.#r?.poke(),n.comesBackLater&&this.#i?.poke()})}async#_(){await this.#a?.catch(e=>J(this.environment,"starting",e)),await Promise.all([this.#r?.stop(),this.#i?.stop()]),await this.#g(this.plan.settings.drainMs),this.#e.stop(),this.#t.stop(),await this.#o?.stop(),await this.#s?.unsubscribe(),await this.#b(),this.onStopped(this),this.environment.events.emit("worker:stopped",{worker:this.id,handedBack:this.#h})}async#g(e){let n=this.#n.onIdle(),r=s=>{o.cancel(),this.#h=this.#e.attempts.length;for(let i of this.#e.attempts)i.abort(Vs(),s)},o=this.environment.timers.after(e,()=>r(this.plan.settings.graceMs));this.#d=()=>r(_g),this.#u&&this.#d(),await n,o.cancel()}async#b(){try{await this.environment.store.workers.leave(this.id)}catch(e){J(this.environment,"leaving the fleet",e)}}};function nd(t){let e=td("concurrency",t.concurrency??20,1),n=_(t.lease??"30s","lease");if(n<1e3)throw new c("INVALID_OPTION",`Expected a lease of 1 s or more; received ${n} ms.`);return{concurrency:e,queues:t.queues??null,only:t.only,leaseMs:n,pollMs:t.poll===void 0?null:Math.max(10,_(t.poll,"poll")),drainMs:_(t.drain??"25s","drain"),graceMs:_(t.grace??"5s","grace"),replacementSlots:td("replacementSlots",t.replacementSlots??e,0),governor:t.governor===!1?null:Ku(t.governor??{})}}function td(t,e,n){if(Number.isInteger(e)&&e>=n&&e<=1e4)return e;throw new c("INVALID_OPTION",`Expected ${t} to be a whole number from ${n} to 10000; received ${e}.`)}var Sg=1e3;function rd(t,e,n){let r=nd(e),{store:o}=t,s={largest:Sg,isUnreachable:me},i={...t,id:`${kg()}-${process.pid}-${bg().slice(0,8)}`,leaseMs:r.leaseMs,settle:Et(m=>o.settle(m),s),release:Et(m=>o.release(m),s),report:Et(m=>o.report(m),s)},{schedules:a,retention:l,fleetLimits:u,onStopped:d}=t;return new Br(i,{settings:r,schedules:a,retention:l,fleetLimits:u,open:n},d)}var od={"unknown-job":"Keep the job in this build until its runs are final, keep a worker of the older build, or cancel the runs.","unknown-dependency":"They start once the runs they wait for are final: see the unknown jobs.","newer-input":"They wait for a worker of the newer build: deploy that one, or cancel the runs.","upcast-failed":"Mend `upcast`: with this build the runs fail at once.","input-refused":"Raise `version` and give the job an `upcast`, or let the schema take what it took: with this build the runs fail at once.","newer-checkpoint":"They wait for a worker of the newer build: deploy that one, or cancel the runs.","older-checkpoint":"Give the job an `upcastCheckpoint`; where the shape of its checkpoint is the same, one that returns what it is given.","checkpoint-upcast-failed":"Mend `upcastCheckpoint`: with this build the runs fail at once.","schedule-unknown-job":"Remove the schedule with `jobs.schedules.remove`, or keep the job: no worker of this build makes its runs.","schedule-rule-invalid":"Save the schedule again with an expression and a time zone that this build knows.","schedule-input-refused":"Save the schedule again with an input that the schema takes: its runs fail at once."};var vg=500,sd=500,Gr=class{#e=new Map;add({problem:e,job:n,detail:r},o){let s=r===void 0?null:Eg(r),i=id(e,n,s),a=!this.#e.has(i)&&this.#e.size>=vg,l=this.#t({problem:e,job:n,detail:a?null:s});l.count+=1,l.first.length<10&&l.first.push(o)}get all(){return[...this.#e.entries()].sort(([e],[n])=>e<n?-1:1).map(([,{problem:e,job:n,detail:r,count:o,first:s}])=>({problem:e,job:n,detail:r,count:o,first:s,todo:od[e]}))}#t(e){let n=id(e.problem,e.job,e.detail),r=this.#e.get(n);return r===void 0&&this.#e.set(n,r={...e,count:0,first:[]}),r}};function id(t,e,n){return JSON.stringify([t,e,n])}function Eg(t){return t.length<=sd?t:`${t.slice(0,sd)}\u2026`}function Tt(t,e,n){return t instanceof rt?t.issues.map(({path:r,message:o})=>r===""?o:`${r}: ${o}`).join("; "):ee(e,n).text(t instanceof Error?t.message:String(t))}async function ad(t,e){return[...await Rg(t,e),...jg(t,e)]}async function Rg(t,e){try{return await Rt(t,e),[]}catch(n){let r={job:t.name};switch(n instanceof c?n.code:void 0){case"NEWER_VERSION":return[{...r,problem:"newer-input",detail:ld(e.version,t.version)}];case"UPCAST_FAILED":return[{...r,problem:"upcast-failed",detail:Tt(n,t,e.input)}];default:return[{...r,problem:"input-refused",detail:Tt(n,t,e.input)}]}}}function jg(t,e){let n=Ot(e.checkpoint),{value:r,version:o=1}=n;if(r===null||o===t.version)return[];let s=ld(o,t.version);if(o>t.version)return[{job:t.name,problem:"newer-checkpoint",detail:s}];if(t.upcastCheckpoint===null)return[{job:t.name,problem:"older-checkpoint",detail:s}];try{return Nr(t,n),[]}catch(i){return[{job:t.name,problem:"checkpoint-upcast-failed",detail:Tt(i,t,e.input)}]}}function ld(t,e){return`stored by version ${t}, this build has ${e}`}async function ud(t,e){let n=t.find(e.job);return n===void 0?[{problem:"schedule-unknown-job",job:e.job}]:e.origin==="code"?[]:[...Mg(e),...await Ag(e,n)]}function Mg({name:t,job:e,cron:n,timeZone:r}){try{return Ge(`Schedule "${t}"`,{cron:n,timeZone:r}),[]}catch(o){return[{problem:"schedule-rule-invalid",job:e,detail:o.message}]}}async function Ag({input:t,version:e},n){try{return await Rt(n,{input:t,version:e}),[]}catch(r){return[{problem:"schedule-input-refused",job:n.name,detail:Tt(r,n,t)}]}}var Og=100;async function dd({store:t,registry:e}){let n=new Gr,r=new Set,o=0;for await(let i of cd(t,Ee)){o+=1;let a=e.find(i.job);if(a===void 0)r.add(i.job),n.add({problem:"unknown-job",job:i.job},i.id);else for(let l of await ad(a,i))n.add(l,i.id)}r.size>0&&await Tg({store:t,registry:e},r,n);let s=await t.schedules.list();for(let i of s)for(let a of await ud(e,i))n.add(a,i.name);return{findings:n.all,runsRead:o,schedulesRead:s.length}}async function Tg({store:t,registry:e},n,r){for await(let o of cd(t,["waiting"])){if(e.find(o.job)===void 0)continue;let s=await Ig(t,o,n);for(let i of s)r.add({problem:"unknown-dependency",job:o.job,detail:`waits for job "${i}"`},o.id)}}async function Ig(t,e,n){let s=[...await t.read.parents(e.id),...await Cg(t,e,n)].filter(({state:i})=>!_e.includes(i));return new Set(s.map(({job:i})=>i).filter(i=>n.has(i)))}async function Cg(t,{id:e,openChildren:n},r){if(n===0)return[];let{runs:o}=await t.read.list({spawnedBy:e,jobs:[...r],states:Ee},{limit:1});return o.map(({job:s,state:i})=>({job:s,state:i}))}async function*cd(t,e){let n;do{let r=await t.read.list({states:e},{limit:Og,...n!==void 0&&{after:n}});yield*r.runs,n=r.next??void 0}while(n!==void 0)}var Ng=["all","cancel","cleanup","dead","graph","help","list","logs","move","pause","paused","preflight","redrive","resume","retry","run","schedules","status","ui","why","worker"],Zr=class{#e=new Map;constructor(e){for(let n of e)this.#t(n);for(let n of e)this.#n(n)}get all(){return[...this.#e.values()]}get names(){return[...this.#e.keys()]}get groups(){return[...new Set(this.all.flatMap(e=>e.group??[]))]}find(e){return this.#e.get(e)}get(e){let n=this.#e.get(e);if(n!==void 0)return n;let r=rn(e,this.names);throw new c("UNKNOWN_JOB",`Unknown job ${JSON.stringify(e)}.${r===void 0?"":` Did you mean "${r}"?`} The registry has ${this.#e.size} jobs.`)}indexOf(e){return this.names.indexOf(e)}#t(e){if(Ng.includes(e.name))throw new c("RESERVED_NAME",`A job cannot be named "${e.name}": the command line uses that word. Rename the job.`);if(this.#e.has(e.name))throw new c("DUPLICATE_JOB",`Two jobs are named "${e.name}". Rename one of them.`);this.#e.set(e.name,e)}#n(e){let n=e.dependsOn.find(r=>!this.#e.has(r.job.name));if(n!==void 0)throw new c("UNKNOWN_JOB",`Job "${e.name}" depends on "${n.job.name}", which is not in the list. Add it to the jobs of createJobs.`)}};var md=500,Pg=600,Yr=class{rules;#e;constructor(e,n){this.#e=new Set(Object.keys(n)),this.rules=[...Object.entries(n).map(([r,o])=>kl(r,o)),...e.all.flatMap(r=>r.limits.rules)]}keyFor(e,n){return e.limits.keyOf!==null?Dg(e,e.limits.keyOf(n)):e.limits.rules.length>0||this.#e.has(e.queue)?"":null}of(e){return this.rules.filter(n=>n.name===(n.scope==="queue"?e.queue:e.name))}};function Dg(t,e){let n=e===""?null:qe(e,{characters:md,bytes:Pg});if(n===null)return e;throw new c("INVALID_INPUT",`Job "${t.name}": expected \`per\` to give a text of at most ${md} characters without NUL or half a surrogate pair; received one that ${n}.`)}var $g=200,qg=4e3,Gs=200;function Kr(t){return fd("reason.by",t.by,$g),fd("reason.message",t.message,qg),t}function hd(t){let[e,n]="queue"in t?["queue",t.queue]:["job",t.job],r=qe(n,{characters:Gs,bytes:Gs});if(r!==null)throw new c("INVALID_OPTION",`Expected ${e} to be a name of 1 to ${Gs} characters; received one that ${r}.`)}function fd(t,e,n){if(e===void 0||typeof e=="string"&&e.length<=n)return;let r=typeof e=="string"?`${e.length} characters`:typeof e;throw new c("INVALID_OPTION",`Expected ${t} to be a text of at most ${n} characters; received ${r}.`)}function ln({id:t,job:e,state:n}){return{runId:t,job:e,state:n}}var Lg=10;async function pd(t,e){let n=[...await Hg(t,e),...await Fg(t,e),...await Jg(t,e)],r=await t.store.read.ahead(e.id)??0;return r>0&&n.push({code:"behind",runs:r}),n.length>0?n:[{code:"next"}]}async function Hg({store:t},e){return(await t.limits.paused()).filter(r=>"queue"in r?r.queue===e.queue:r.job===e.job).map(r=>({code:"paused",pause:r}))}async function Fg({store:t},e){let n=await t.workers.live();return n.some(o=>o.jobs.includes(e.job)&&(o.queues===null||o.queues.includes(e.queue)))?[]:[{code:"no-worker",job:e.job,liveWorkers:n.length}]}async function Jg(t,e){if(e.limitKey===null)return[];let n=t.limits.of({name:e.job,queue:e.queue}),r=await Promise.all(n.map(s=>Wg(t,e,s))),o=await Promise.all(n.map(s=>Ug(t,e,s)));return[...r.flat(),...await Vg(t,e,n),...o.flat()]}async function Wg({store:t},e,n){let{scope:r,name:o,concurrency:s}=n;if(s===void 0)return[];let i={states:["running"],...r==="queue"?{queues:[o]}:{jobs:[o]},...r==="key"&&{limitKey:e.limitKey??""}};if((await t.read.counts(i)).running<s)return[];let{runs:l}=await t.read.list(i,{limit:Lg});return[{code:"limit-full",scope:r,name:o,key:yd(n,e),concurrency:s,heldBy:l.map(ln)}]}async function Vg({store:t},e,n){let r=n.some(i=>i.scope==="key")?n:[...n,{scope:"key",name:e.job}],o=await t.limits.opensInMs(r.map(i=>({rule:i,key:e.limitKey??""}))),s=await t.schedules.now();return r.flatMap((i,a)=>{let l=o[a]??null;if(l===null)return[];let u=new Date(s.getTime()+l);return[{code:"rate-limited",scope:i.scope,name:i.name,key:yd(i,e),opensAt:u}]})}async function Ug({store:t},e,n){if(n.ordered!==!0)return[];let r={jobs:[e.job],limitKey:e.limitKey??"",states:["scheduled","queued","waiting"]},{runs:o}=await t.read.list(r,{limit:100}),s=o.find(i=>i.id!==e.id&&i.attempts.length>0);return s===void 0?[]:[{code:"out-of-turn",key:e.limitKey??"",behind:ln(s)}]}function yd(t,e){return t.scope==="key"?e.limitKey:null}var zg=10,Bg=10;async function wd(t,e){let[n]=await t.store.read.get([e]);if(n===void 0)throw new c("RUN_NOT_FOUND",`There is no run ${e}.`);return{runId:e,job:n.job,state:n.state,reasons:await _d(t,n,zg)}}async function _d(t,e,n){switch(e.state){case"waiting":return e.openChildren>0?Yg(t,e):Zg(t,e,n);case"scheduled":return[...gd(t,e),Kg(e)];case"queued":return[...gd(t,e),...await pd(t,e)];case"running":return Qg(t.store,e);case"success":case"failed":case"cancelled":return[Gg(e,e.state)]}}function Gg({finishedAt:t,createdAt:e,error:n,cancel:r},o){return{code:"finished",state:o,at:t??e,error:n,cancel:r}}async function Zg(t,e,n){let o=(await t.store.read.parents(e.id)).filter(i=>!["success","failed","cancelled"].includes(i.state)),s=n>0?await t.store.read.get(o.map(i=>i.runId)):[];return Promise.all(o.map(async({runId:i,job:a,state:l})=>{let u=s.find(m=>m.id===i),d=u===void 0?[]:await _d(t,u,n-1);return{code:"parent-unfinished",runId:i,job:a,state:l,because:d}}))}async function Yg({store:t},e){let n=["running","queued","scheduled","waiting"],{runs:r}=await t.read.list({spawnedBy:e.id,states:n},{limit:Bg});return[{code:"children-unfinished",open:e.openChildren,first:r.map(ln)}]}function Kg(t){let e=t.attempts.at(-1);if(e?.error===void 0)return{code:"not-due",until:t.runAt};let{attempt:n,maxAttempts:r,runAt:o}=t;return{code:"retry-wait",until:o,attempt:n,maxAttempts:r,error:e.error}}function gd({registry:t},e){let n=t.find(e.job)?.version;return n===void 0||e.version<=n?[]:[{code:"newer-version",version:e.version,known:n}]}async function Qg(t,e){let n=[],r=e.worker??"unknown",o=await t.schedules.now();e.cancel!==null&&n.push({code:"cancel-requested",cancel:e.cancel});let s=e.leaseExpiresAt??o;return s<o?n.push({code:"lease-expired",worker:r,at:s}):n.push({code:"running",worker:r,since:e.startedAt??o,attempt:e.attempt,leaseExpiresAt:s}),n}var Qr=class{registry;store;fleetLimits;#e;constructor(e){this.registry=new Zr(e.jobs),this.store=e.store,this.fleetLimits=new Yr(this.registry,e.queues??{})}async open(){this.#e??=this.store.open().catch(e=>{throw this.#e=void 0,e}),await this.#e}async get(e){await this.open();let[n]=await this.store.read.get([e]);return n}async list(e={},n={}){return await this.open(),this.store.read.list(e,{limit:50,...n})}async counts(e={}){return await this.open(),this.store.read.counts(e)}async flow(e){return await this.open(),this.store.read.flow(e)}async logs(e,n={}){return await this.open(),this.store.read.logs(e,{after:n.after??0,limit:n.limit??1e3})}async cancel(e,n={}){await this.open();let[r]=await this.store.cancel([e],{code:"requested",...Kr(n)});return r??"unknown"}async pause(e,n={}){hd(e),"job"in e&&this.registry.get(e.job),await this.open(),await this.store.limits.pause(e,{by:"api",...Kr(n)})}async resume(e){await this.open();let n=await this.store.limits.resume(e);return this.wakeWorkers(),n}async paused(){return await this.open(),this.store.limits.paused()}async why(e){return await this.open(),wd({store:this.store,registry:this.registry,limits:this.fleetLimits},e)}async preflight(){return await this.open(),dd({store:this.store,registry:this.registry})}async dead(e={},n={}){return await this.open(),Dl({store:this.store,registry:this.registry},e,{limit:50,...n})}async cancelRedrive({job:e}={},n={}){return await this.open(),ql(this.store,e,{code:"requested",...Kr(n)})}};var Xg=1e3;async function bd({store:t,events:e},n,r){let o=new Set(n),s=()=>{},i=l=>{o.has(l.runId)&&s()};e.on("run:settled",i);let a;try{for(a=await t.notifications?.subscribe(l=>{l.kind==="settled"&&i(l)});;){let l=new Promise(d=>{s=d}),u=await ew(t,n);if(u.every(d=>d.finishedAt!==null))return u;await tw(l,r.signal)}}finally{e.off("run:settled",i),await a?.unsubscribe()}}async function ew(t,e){let n=await t.read.get(e),r=e.find(o=>!n.some(s=>s.id===o));if(r!==void 0)throw new c("RUN_NOT_FOUND",`There is no run ${r}.`);return n}async function tw(t,e){let n=new AbortController,r=e===void 0?n.signal:AbortSignal.any([n.signal,e]),o=tn(Xg,r);try{await Promise.race([t,o])}finally{n.abort(new Error("woken")),o.catch(()=>{})}}var Zs=864e5,eo=class extends Qr{events=Ul();schedules;#e;#t;#n=new Set;#r=new Set;#o;#i;constructor(e){super(e),this.#o=new Sr(this.events,this.registry),this.#i=new br(this),this.schedules=new Er({registry:this.registry,store:this.store.schedules,open:()=>this.open()});let n={...xn,...e.limits},r=ru(e.hooks??[]),o=ou(e.clock??Os,e.random);this.#e=new vr({store:this.store,registry:this.registry,fleetLimits:this.fleetLimits,inputBytes:n.inputBytes,hooks:r,newId:o,open:()=>this.open(),onEnqueued:(s,i)=>this.#a(s,i)}),this.#t={store:this.store,registry:this.registry,fleetLimits:this.fleetLimits,prepare:(s,i)=>this.#e.prepare(s,i),services:e.services??{},events:this.events,clock:e.clock??Os,random:e.random??Math.random,timers:e.timers??zl,limits:n,hooks:r,logger:e.logger??{debug:Xr,info:Xr,warn:Xr,error:Xr},schedules:lu(this.registry,e.schedules??{}),retention:{success:_(e.retention?.success??7*Zs),failed:_(e.retention?.failed??30*Zs),cancelled:_(e.retention?.cancelled??30*Zs)},enqueue:(s,i,a)=>this.#e.one({job:this.registry.get(s.name),input:i},a??{}),onStopped:s=>this.#n.delete(s)}}async close(){await Promise.all([...this.#n].map(e=>e.stop())),await Promise.all([...this.#r].map(e=>e.return())),await this.store.close()}async enqueue(e,...[n,r]){return this.#e.one({job:this.#s(e),input:n},r??{})}async enqueueMany(e,n={}){let r=e.map(o=>({wanted:{job:this.#s(o.job),input:o.input},options:o.options??{}}));return this.#e.many(r,n)}plan(e){return iu(this.registry,e)}async enqueueFlow(e,n={}){return this.#e.flow(e,n)}async runJob(e,...[n,r]){let{runId:o}=await this.#e.one({job:this.#s(e),input:n},r??{}),s=this.worker({concurrency:1,only:{runIds:[o],flowId:o},poll:250});try{await s.start();let[i]=await this.wait([o]);return nw(i)}finally{await s.stop()}}worker(e={}){let n=rd(this.#t,e,()=>this.open());return this.#n.add(n),n}async wait(e,n={}){return await this.open(),bd({store:this.store,events:this.events},e,n)}subscribe(e={}){let{store:n,registry:r,events:o}=this,{clock:s,timers:i}=this.#t,a=()=>this.open(),l=d=>{this.#r.delete(d)},u=new _r({store:n,registry:r,events:o,clock:s,timers:i,open:a,onEnded:l},e);return this.#r.add(u),u}async metrics(){await this.open();let[e,n]=await Promise.all([this.#i.read(),this.store.workers.live()]),r=[...du(this.#n),...cu(e,n.length)];return mu([...this.#o.families(),...r])}async retry(e,n={}){let r=await this.get(e);if(r===void 0)throw new c("RUN_NOT_FOUND",`There is no run ${e}.`);if(r.finishedAt===null)throw new c("INVALID_OPTION",`Run ${e} is ${r.state}; only a finished run can be repeated.`);let o=(await xt(this.store,[r])).get(r.id)??[],s=en(r,o.length),i={id:s,job:this.registry.get(r.job),input:r.input,version:r.version,retryOf:r};try{return await this.#e.one(i,{trigger:"retry",...n})}catch(a){let l=await this.get(s);if(l===void 0)throw a;return{runId:l.id,outcome:"kept"}}}async redrive(e,n={}){await this.open();let r=this.#e.one.bind(this.#e);return Vl({store:this.store,registry:this.registry,enqueue:r},e,n)}wakeWorkers(){for(let e of this.#n)e.wake()}#s(e){return this.registry.get(typeof e=="string"?e:e.name)}#a(e,n){n.forEach((r,o)=>{this.events.emit("run:enqueued",{...r,job:e[o]?.job??""})}),this.wakeWorkers()}};function nw(t){if(t===void 0)throw new c("RUN_NOT_FOUND","The run was deleted while it was awaited.");if(t.state==="success")return t.output;let e=t.state==="cancelled"?"cancelled":"failed",n=t.error?.message??t.cancel?.message??"no reason given";throw new gn({id:t.id,job:t.job,state:e},n,{cause:t.error})}function Xr(){}function kd(t){let{services:e}=t;return new eo({...t,services:e})}function Sd(t,e){let{leaseExpiresAt:n,...r}=t;return{...r,worker:null,attempts:t.attempts.map(rw),holdsKey:e&&t.key!==null&&t.finishedAt===null,runAt:t.runAt.getTime(),scheduledFor:un(t.scheduledFor),createdAt:t.createdAt.getTime(),startedAt:un(t.startedAt),finishedAt:un(t.finishedAt)}}function rw({startedAt:t,endedAt:e,error:n,...r}){return{...r,startedAt:t.getTime(),endedAt:e.getTime(),error:n??null}}function xd({nextAt:t,lastAt:e,pausedAt:n,...r}){return{...r,nextAt:t.getTime(),lastAt:un(e),pausedAt:un(n)}}function un(t){return t===null?null:t.getTime()}function Re(t){return t.map(e=>Object.values(e)[0])}var vd=new WeakMap;function to(t,e){return vd.set(e,t),e}function Ed(t,e){if(typeof t!="object"&&typeof t!="function"||t===null)throw dn(`received ${String(t)}`);let n=vd.get(t);if(n!==void 0&&n!==e)throw dn("received a transaction of another store");if(n===void 0&&e.exclusive)throw dn("received something else than the `tx` of `store.database.transaction`, the only one that reaches an embedded database");if("begin"in t||"transaction"in t||"totalCount"in t)throw dn("received a pool or a whole database, whose statements commit one by one");if("unsafe"in t&&typeof t.unsafe=="function")return ow(t);if("query"in t&&typeof t.query=="function")return sw(t);throw dn("received an object with neither `query` nor `unsafe`")}function ow(t){return{run:async(e,n)=>Re(await t.unsafe(e,[...n]))}}function sw(t){return{async run(e,n){let r=await t.query(e,[...n]);return Re("rows"in r?r.rows:r)}}}function dn(t){return new c("TX_UNSUPPORTED",`tx: expected a transaction on the database of this store (a node-postgres client, the tx of store.database.transaction, or a postgres.js transaction), ${t}`)}async function no(t,e){let n=!1,r=()=>{if(!n)return t;throw new c("TX_UNSUPPORTED","This transaction has ended: await every statement inside its callback")};try{return await e({query:async(o,s)=>r().query(o,s),copyIn:async(o,s)=>r().copyIn(o,s)})}finally{n=!0}}var iw=/^[a-z_][a-z0-9_]{0,47}$/i;function Rd(t){if(iw.test(t)&&!t.toLowerCase().startsWith("pg_"))return t;throw new c("INVALID_OPTION",`schema: expected a name of 1 to 48 letters, digits and underscores that begins neither with a digit nor with "pg_", received ${JSON.stringify(t)}`)}function X(t){let e=Buffer.byteLength(t);if(e>0&&e<64&&!t.includes("\0"))return`"${t.replaceAll('"','""')}"`;throw new c("INVALID_OPTION",`SQL name: expected 1 to 63 bytes without NUL, received ${JSON.stringify(t)}`)}var aw=1<<20;function ro(t,e){let n=t.schema===void 0?"":`${X(t.schema)}.`,r=t.columns.map(X).join(", ");return`COPY ${n}${X(t.table)} (${r}) FROM ${e}`}async function*oo(t){let e=new TextEncoder,n=[],r=0;for await(let o of t)n.push(o),r+=o.length,!(r<aw)&&(yield e.encode(n.join("")),n=[],r=0);r>0&&(yield e.encode(n.join("")))}import{createRequire as lw}from"module";import{pathToFileURL as uw}from"url";import{Worker as jd}from"worker_threads";function Md(t,e={}){return t.pathname.endsWith(".ts")?new jd(t,{...e,execArgv:["--conditions=@nightshift/source","--import",dw(t)]}):new jd(t,e)}function dw(t){let e=uw(lw(t).resolve("tsx/package.json")),n=new URL("./dist/esm/api/index.mjs",e).href;return`data:text/javascript,${encodeURIComponent(`import { register } from '${n}'; register();`)}`}function Ad(t,e){return new URL(`${e}${t.endsWith(".ts")?".ts":".js"}`,t)}import{randomUUID as cw}from"crypto";var mw=3e3,so=class{#e=new Map;async arrives(e){let n=cw(),r,o=new Promise(s=>{this.#e.set(n,()=>s(!0)),r=setTimeout(()=>s(!1),mw)});try{return await e(n),await o}finally{clearTimeout(r),this.#e.delete(n)}}heard(e){this.#e.get(e)?.()}};function Od(t){let e=[],n=[];for(let r of t.split(" ")){let o=r.slice(1);r==="q"?e.push({kind:"queued"}):r.startsWith("c")?e.push({kind:"cancel",runId:o}):r.startsWith("s")?e.push({kind:"settled",runId:o}):r.startsWith("e")&&n.push(o)}return{signals:e,echoes:n}}function Td(t){return`e${t}`}var Id=3e4,io=class{#e;#t;#n=new Set;#r=new so;#o=null;#i;#s=!1;constructor(e,n){this.#e=e,this.#t=n}async subscribe(e){let n=o=>e(o);this.#n.add(n);try{await this.#l(),await this.#p()}catch(o){throw await this.#a(n),o}let r=()=>this.#s;return{get live(){return r()},unsubscribe:()=>this.#a(n)}}async stop(){this.#n.clear(),await this.#u()}async#a(e){this.#n.delete(e),this.#n.size===0&&await this.#u()}async#l(){this.#o??=this.#e.listen(this.#t,{heard:e=>this.#d(e),reconnected:()=>{this.#f()}});try{await this.#o}catch(e){throw this.#o=null,e}this.#e.connection.exclusive||(this.#i??=setInterval(()=>{this.#c()},Id).unref())}async#u(){clearInterval(this.#i),this.#i=void 0,this.#s=!1;let e=this.#o;this.#o=null,await(await e?.catch(()=>null))?.()}#d(e){let{signals:n,echoes:r}=Od(e);for(let o of r)this.#r.heard(o);for(let o of n)this.#h(o)}#h(e){for(let n of this.#n)queueMicrotask(()=>this.#n.has(n)&&n(e))}async#f(){this.#h({kind:"queued"}),await this.#m()}async#c(){if(await this.#m(),!(this.#s||this.#n.size===0)){await this.#u();try{await this.#l()}catch{this.#i??=setInterval(()=>{this.#c()},Id).unref();return}await this.#f()}}async#p(){this.#s=await this.#r.arrives(e=>this.#e.notify(this.#t,Td(e)))}async#m(){try{await this.#p()}catch{this.#s=!1}}};function Ys(){return Number(process.hrtime.bigint()/1000n)/1e3}var fw=1e4,ao=class{#e;#t=new Map;#n=null;#r;#o=0;constructor(e){this.#e=e}get unavailable(){if(this.#e.refused!==null)return this.#e.refused;let e=this.#e.access();return"refused"in e?e.refused:null}standBy(e){let n=++this.#o,r=!1;return{change:(o,s)=>{r||this.#i(n,e,{held:o,gone:s})},renewed:()=>this.#a({kind:"renewed",standBy:n,at:Ys()}),end:()=>{r=!0,this.#s(n)}}}async close(){clearTimeout(this.#r);let e=this.#n;this.#n=null,this.#t.clear(),await e?.terminate()}#i(e,n,r){if(!this.#t.has(e)){if(this.unavailable!==null)return;this.#t.set(e,n),clearTimeout(this.#r),this.#n??=this.#l()}this.#a({kind:"change",standBy:e,leaseMs:n.leaseMs,...r,at:Ys()})}#s(e){this.#a({kind:"end",standBy:e}),this.#t.delete(e),!(this.#t.size>0||this.#n===null)&&(this.#r=setTimeout(()=>{this.close()},fw).unref())}#a(e){this.#t.has(e.standBy)&&this.#n?.postMessage(e)}#l(){let e=this.#e.access();if("refused"in e)return null;let n={access:e,statement:this.#e.statement},r=Md(Ad(import.meta.url,"./renewal-thread"),{workerData:n,name:"nightshift-renewal"});return r.unref(),r.on("message",({standBy:o,message:s,code:i})=>{let a=i===null?s:`${s} (${i})`;this.#t.get(o)?.onError(new c("STORE_UNREACHABLE",a))}),r.on("error",o=>this.#u(r,o)),r}#u(e,n){this.#n===e&&(this.#n=null);for(let r of this.#t.values())r.onError(n)}};var Cd={advanceSchedule:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), moving as materialized (
  select name
    from __SCHEMA__.schedule
   where name = $2::text and cron = $3::text and time_zone = $4::text and next_at = to_timestamp($5::float8 / 1000)
     and paused_at is null
     for update
), item as materialized (
  select item.*, clock.now, coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from json_to_recordset($8::text::json) as item (
           place int, id uuid, job text, queue text, group_name text, input text, version int, priority int,
           max_attempts int, run_at float8, delay_ms float8, key text, dedup text, limit_key text, flow_id text,
           trigger text, retry_of text, scheduled_for float8, headers text
         ),
         clock, moving
), known as (
  select id from item join __SCHEMA__.any_run using (id)
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, key, dedup, limit_key, flow_id, trigger,
    retry_of, scheduled_for, headers, created_at
  )
  select id, job, queue, group_name, case when due_at > now then 'scheduled' else 'queued' end, input::json, version,
         priority, max_attempts, due_at, key, dedup, limit_key, flow_id, trigger, retry_of,
         to_timestamp(scheduled_for / 1000), headers::json, now
    from item
   where id not in (select id from known)
   order by place
  on conflict (job, key) where key is not null and holds_key do nothing
  returning id, job, key, state
), made as (
  select place, id from item where id in (select id from added) or id in (select id from known)
  union all
  select place, run.id from item join __SCHEMA__.run using (job, key) where run.holds_key and item.id not in (select id from added)
  union all
  select place, added.id from item join added using (job, key) where item.id <> added.id
), advanced as (
  update __SCHEMA__.schedule
     set next_at = to_timestamp($6::float8 / 1000),
         last_at = case when exists (select from item) then to_timestamp($7::float8 / 1000) else last_at end,
         last_run_id = coalesce((select id::text from made order by place desc limit 1), last_run_id)
    from moving
   where schedule.name = moving.name
  returning schedule.name
)
select json_build_object(
         'advanced', exists (select from advanced),
         'notified', case when $9::text is not null and exists (select from added) then pg_notify($9::text, 'q')::text end
       )::text as answer`,ahead:`select (
         select count(*)
           from (
                  select priority, run_at, id from __SCHEMA__.run where state = 'queued' and limit_key is null
                  union all
                  select priority, run_at, id from __SCHEMA__.run where state = 'queued' and limit_key is not null
                ) other
          where other.priority >= run.priority
            and (other.priority > run.priority or (other.run_at, other.id) < (run.run_at, run.id))
       )::text as answer
  from __SCHEMA__.run
 where run.id = $1::text::uuid and run.state = 'queued'`,beat:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), dead as (
  select id
    from __SCHEMA__.worker, clock
   where expires_at <= now and id <> $2::text::json ->> 'id'
     for update of worker skip locked
), buried as (
  delete from __SCHEMA__.worker where id in (select id from dead)
)
insert into __SCHEMA__.worker as known (id, host, pid, jobs, queues, concurrency, running, started_at, beat_at, expires_at)
select id, host, pid, jobs, queues, concurrency, running, now, now, now + $3::float8 * interval '1 millisecond'
  from json_to_record($2::text::json)
         as worker (id text, host text, pid int, jobs json, queues json, concurrency int, running int),
       clock
on conflict (id) do update
   set host = excluded.host,
       pid = excluded.pid,
       jobs = excluded.jobs,
       queues = excluded.queues,
       concurrency = excluded.concurrency,
       running = excluded.running,
       started_at = case when known.expires_at <= excluded.beat_at then excluded.beat_at else known.started_at end,
       beat_at = excluded.beat_at,
       expires_at = excluded.expires_at
returning to_json(id)::text as answer`,cancelRequests:`select json_build_object('id', id, 'cancel', cancel)::text as answer
  from __SCHEMA__.run
 where id = any ((select $1::text::uuid[])::uuid[]) and state = 'running' and cancel is not null`,cancel:`with recursive clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), wanted as materialized (
  select id, min(ordinal) as ordinal from unnest($2::text::uuid[]) with ordinality as wanted (id, ordinal) group by id
), affected (id, fails) as (
  select id, true from wanted
  union
  select next.id, next.fails
    from affected,
         lateral (
           select edge.child as id, edge.on_failure = 'cancel' as fails
             from __SCHEMA__.run_dependency edge where edge.parent = affected.id
           union all
           select id, true from (select id from __SCHEMA__.run where spawned_by = affected.id offset 0) spawned
         ) next
   where affected.fails
), member as (
  select id from affected
  union
  select run.spawned_by
    from affected, lateral (select spawned_by from __SCHEMA__.run where run.id = affected.id offset 0) run
   where run.spawned_by is not null
), seen as materialized (
  select id from wanted join __SCHEMA__.any_run using (id)
), locked as materialized (
  select run.*
    from (select id from member order by id) member,
         lateral (select id, state, key, holds_key, children from __SCHEMA__.run where run.id = member.id for update) run
), late as materialized (
  select exists (
           select from __SCHEMA__.dependents_now(parents) as found (child)
            where not exists (select from __SCHEMA__.run_dependency edge where edge.child = found.child and edge.parent = any (parents))
         ) as dependents
    from (select array_agg(id) as parents from locked where key is not null and not holds_key) let_go
   where parents is not null
), stopped (id, parent) as (
  select id, null::uuid from locked join wanted using (id) where not exists (select from late where dependents)
  union
  select child.id, stopped.id
    from stopped, lateral (select id from __SCHEMA__.run where spawned_by = stopped.id offset 0) child
), fate as materialized (
  select distinct on (id)
         id, locked.state, ordinal,
         case when parent is null then $3::text::json else json_build_object('code', 'parent-cancelled', 'runId', parent) end as reason
    from stopped join locked using (id) left join wanted using (id)
   order by id, parent nulls first
), requested as materialized (
  select id, reason from fate where state = 'running'
), asked as materialized (
  select id, ordinal, reason from fate where state <> 'running'
), missed as materialized (
  select exists (
           select from locked, lateral (select children from __SCHEMA__.run where run.id = locked.id offset 0) run
            where locked.children > run.children
         ) as children
), doomed (id) as (
  select id from asked
  union
  select edge.child
    from doomed join __SCHEMA__.run_dependency edge on edge.parent = doomed.id and edge.on_failure = 'cancel'
), reason as materialized (
  select distinct on (edge.child) edge.child as id, edge.parent
    from (select id, ordinal from asked union all select id, null from doomed) parent
    join __SCHEMA__.run_dependency edge on edge.parent = parent.id and edge.on_failure = 'cancel'
   where edge.child not in (select id from asked)
   order by edge.child, parent.ordinal, edge.parent
), ended as materialized (
  select id, reason as cancel from asked
  union all
  select id, json_build_object('code', 'dependency-failed', 'runId', parent) from reason
), moved as (
  delete from __SCHEMA__.run using ended where run.id = ended.id returning run.*, ended.cancel as final_cancel
), history as (
  insert into __SCHEMA__.run_history (
    id, job, queue, group_name, state, input, version, priority, attempt, max_attempts, attempts, run_at, key, dedup, limit_key,
    flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint, cancel, token, created_at, started_at, finished_at
  )
  select id, job, queue, group_name, 'cancelled', input, version, priority, attempt, max_attempts, attempts, run_at,
         key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint, final_cancel, token, created_at, started_at, now
    from moved, clock
), satisfied as materialized (
  select edge.child as id, count(*)::int as parents
    from moved join __SCHEMA__.run_dependency edge on edge.parent = moved.id
   where edge.on_failure = 'continue' and edge.child not in (select id from doomed)
   group by edge.child
), released as (
  update __SCHEMA__.run
     set pending = pending - satisfied.parents,
         state = case when pending > satisfied.parents then 'waiting' when run_at > clock.now then 'scheduled' else 'queued' end
    from satisfied, clock
   where run.id = satisfied.id and run.state = 'waiting'
  returning run.state
), news as materialized (
  select id, reason, coalesce(born.ended, 0) as ended
    from requested
    full join (
      select spawned_by as id, count(*)::int as ended
        from moved where spawned_by not in (select id from ended) group by spawned_by
    ) born using (id)
), told as (
  update __SCHEMA__.run
     set cancel = case when reason is null then run.cancel else coalesce(run.cancel, reason) end,
         open_children = open_children - ended,
         state = case when state = 'waiting' and pending = 0 and open_children = ended then 'queued' else state end
    from news
   where run.id = news.id
  returning run.state
), signal as (
  select 'q' as word
   where exists (select state from released where state <> 'waiting' union all select state from told where state = 'queued')
      or exists (select from moved where limit_key is not null)
  union all
  select 'c' || id from requested
  union all
  select 's' || id from moved
), notified as (
  select count(pg_notify($4::text, words)) as payloads
    from (select string_agg(word, ' ') as words from (select word, row_number() over () / 200 as part from signal) parts group by part) payload
   where $4::text is not null
)
select json_build_object(
         'id', seen.id,
         'answer', case when seen.id in (select id from asked) then 'cancelled'
                        when seen.id in (select id from requested) then 'requested'
                        else 'finished' end,
         'payloads', payloads,
         'late', (select dependents from late),
         'missed', (select children from missed)
       )::text as answer
  from notified left join seen on true`,checkpoint:`with saved as (
  update __SCHEMA__.run
     set checkpoint = $3::text::json
   where id = $1::text::uuid and token = $2::text::bigint and state = 'running'
  returning id, token, cancel
)
select row_to_json(saved)::text as answer from saved`,children:`select row_to_json(page)::text as answer
  from (
         select *
           from __SCHEMA__.any_run
          where spawned_by = $1::text::uuid and ($2::text is null or id > $2::text::uuid)
          order by id
          limit $3::int
       ) page`,claimOnly:`select row_to_json(claimed)::text as answer
  from __SCHEMA__.claim_only(
         $1::text::timestamptz, $2::text, $3::text::text[], $4::text::text[], $5::int, $6::float8, $7::text::jsonb,
         coalesce($8::text::uuid[], '{}'), $9::text
       ) claimed`,claim:`select row_to_json(claimed)::text as answer
  from __SCHEMA__.claim($1::text::timestamptz, $2::text, $3::text::text[], $4::text::text[], $5::int, $6::float8, $7::text::jsonb) claimed`,counts:`select json_build_object('state', state, 'runs', count(*))::text as answer
  from __SCHEMA__.any_run
 where ($1::text is null or job = any ((select $1::text::text[])::text[]))
   and ($2::text is null or group_name = any ((select $2::text::text[])::text[]))
   and ($3::text is null or queue = any ((select $3::text::text[])::text[]))
   and ($4::text is null or trigger = any ((select $4::text::text[])::text[]))
   and ($5::text is null or flow_id = $5::text)
   and ($6::text is null or key = $6::text)
   and ($7::text is null or limit_key = $7::text)
   and ($8::text is null or spawned_by = $8::text::uuid)
 group by state`,dueSchedules:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), upcoming as materialized (
  select schedule.*, row_number() over (order by next_at, name collate "C") as place
    from __SCHEMA__.schedule
   where paused_at is null and job = any ((select $2::text::text[])::text[])
), due as (
  select upcoming.* from upcoming, clock where next_at <= now and place <= $3::int
)
select json_build_object(
         'due', (select coalesce(json_agg(due order by place), '[]') from due),
         'nextDueMs', (
           select greatest(0, ceil(extract(epoch from next_at - now) * 1000))
             from upcoming, clock
            where place = (select count(*) + 1 from due)
         )
       )::text as answer`,enqueueKeyed:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select item.*,
         clock.now,
         coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from json_to_recordset($2::text::json) as item (
           id uuid, job text, queue text, group_name text, input text, version int, priority int, max_attempts int,
           run_at float8, delay_ms float8, dedup text, limit_key text, flow_id text, trigger text, retry_of text,
           scheduled_for float8, headers text, pending int
         ),
         clock
), known as materialized (
  select id
    from (select id from item union all select id from json_to_recordset($4::text::json) as keyed (id uuid)) new
    join __SCHEMA__.any_run using (id)
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, dedup, limit_key, flow_id, trigger,
    retry_of, scheduled_for, headers, created_at, pending
  )
  select id, job, queue, group_name,
         case when pending > 0 then 'waiting' when due_at > now then 'scheduled' else 'queued' end,
         input::json, version, priority, max_attempts, due_at, dedup, limit_key, flow_id, trigger, retry_of,
         to_timestamp(scheduled_for / 1000), headers::json, now, pending
    from item
   where not exists (select from known)
  returning state
), edge as (
  insert into __SCHEMA__.run_dependency (child, parent, on_failure, position)
  select child, parent, on_failure, position
    from json_to_recordset($3::text::json) as edge (child uuid, parent uuid, on_failure text, position int)
   where not exists (select from known)
), keyed as materialized (
  select keyed.*
    from clock,
         __SCHEMA__.enqueue_keyed(now, case when exists (select from known) then '[]' else $4::text::json end) keyed
)
select json_build_object(
         'known', (select coalesce(json_agg(id), '[]') from known),
         'keyed', (select coalesce(json_agg(json_build_object('place', place, 'runId', holder, 'outcome', outcome)), '[]') from keyed),
         'notified', case
                       when $5::text is not null
                        and exists (select state from added where state <> 'waiting'
                                    union all select holder_state from keyed where holder_state <> 'waiting')
                       then pg_notify($5::text, 'q')::text
                     end
       )::text as answer`,enqueue:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select item.*,
         clock.now,
         coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from json_to_recordset($2::text::json) as item (
           id uuid, job text, queue text, group_name text, input text, version int, priority int, max_attempts int,
           run_at float8, delay_ms float8, key text, dedup text, limit_key text, flow_id text, trigger text, retry_of text,
           scheduled_for float8, headers text, pending int
         ),
         clock
), known as (
  select id from item join __SCHEMA__.any_run using (id)
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, key, dedup, limit_key, flow_id, trigger,
    retry_of, scheduled_for, headers, created_at, pending
  )
  select id, job, queue, group_name,
         case when pending > 0 then 'waiting' when due_at > now then 'scheduled' else 'queued' end,
         input::json, version, priority, max_attempts, due_at, key, dedup, limit_key, flow_id, trigger, retry_of,
         to_timestamp(scheduled_for / 1000), headers::json, now, pending
    from item
   where not exists (select from known)
   order by job, key, id
  on conflict (job, key) where key is not null and holds_key do nothing
  returning id, state
), edge as (
  insert into __SCHEMA__.run_dependency (child, parent, on_failure, position)
  select child, parent, on_failure, position
    from json_to_recordset($3::text::json) as edge (child uuid, parent uuid, on_failure text, position int)
   where not exists (select from known)
), refused as (
  select id, job, key from item where id not in (select id from added) and not exists (select from known)
), kept as (
  select run.id, run.job, run.key, refused.id as instead_of from refused join __SCHEMA__.run using (job, key) where run.holds_key
), unsettled as (
  select id from refused where id not in (select instead_of from kept)
)
select json_build_object(
         'known', (select coalesce(json_agg(id), '[]') from known),
         'kept', (select coalesce(json_agg(json_build_object('id', id, 'job', job, 'key', key)), '[]') from kept),
         'unsettled', (select coalesce(json_agg(id), '[]') from unsettled),
         'retry', case when $4::bool and exists (select from unsettled) then __SCHEMA__.try_again()::text end,
         'notified', case when $5::text is not null and exists (select from added where state <> 'waiting') then pg_notify($5::text, 'q')::text end
       )::text as answer`,expireLeases:`with expired as (
  update __SCHEMA__.run
     set lease_expires_at = least(lease_expires_at, coalesce($1::text::timestamptz, statement_timestamp()))
   where state = 'running'
  returning id
)
select count(*)::text as answer from expired`,exportEdges:`select json_build_object('child', child, 'parent', parent, 'onFailure', on_failure, 'position', position)::text as answer
  from __SCHEMA__.run_dependency
 where $1::text is null or (child, position) > ($1::text::uuid, $2::int)
 order by child, position
 limit $3::int`,exportLogs:`select json_build_object(
         'runId', run_id, 'seq', seq, 'at', floor(extract(epoch from at) * 1000), 'level', level, 'message', message, 'fields', fields
       )::text as answer
  from __SCHEMA__.run_log
 where $1::text is null or (run_id, seq) > ($1::text::uuid, $2::text::bigint)
 order by run_id, seq
 limit $3::int`,exportRuns:`select row_to_json(page)::text as answer
  from (
         select any_run.*, coalesce((select holds_key from __SCHEMA__.run where run.id = any_run.id), false) as holds_key
           from __SCHEMA__.any_run
          where $1::text is null or any_run.id > $1::text::uuid
          order by any_run.id
          limit $2::int
       ) page`,exportStates:`select row_to_json(state)::text as answer
  from (
         select job, value
           from __SCHEMA__.job_state
          where $1::text is null or job > $1::text
          order by job
          limit $2::int
       ) state`,exportWindows:`select json_build_object(
         'scope', scope, 'name', name, 'key', key,
         'starts', (select coalesce(json_agg(json_build_object('at', floor(extract(epoch from start.at) * 1000), 'count', start.count) order by start.place), '[]')
                      from unnest(starts, counts) with ordinality as start (at, count, place)),
         'closedUntil', floor(extract(epoch from closed_until) * 1000)
       )::text as answer
  from __SCHEMA__.limit_window
 where $1::text is null or (scope, name, key) > ($1::text, $2::text, $3::text collate "C")
 order by scope, name, key
 limit $4::int`,extend:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), lease as materialized (
  select distinct id, token from json_to_recordset($2::text::json) as lease (id uuid, token bigint) order by id, token
), held as materialized (
  select run.id
    from lease,
         lateral (
           select id from __SCHEMA__.run
            where run.id = lease.id and run.token = lease.token and run.state = 'running'
              for no key update
         ) run
), renewed as (
  update __SCHEMA__.run
     set lease_expires_at = clock.now + $3::float8 * interval '1 millisecond'
    from held, clock
   where run.id = held.id
  returning run.id, run.token, run.cancel
)
select row_to_json(renewed)::text as answer from renewed`,finished:`with start as materialized (
  select $1::text::timestamptz as ended_at, '00000000-0000-0000-0000-000000000000'::uuid as id where $2::text is null
  union all
  select finished_at, id from __SCHEMA__.run_history where id = $2::text::uuid
)
select row_to_json(page)::text as answer
  from (
         select run.*
           from start,
                unnest(array['success', 'failed', 'cancelled']) final (state),
                lateral (
                  select any_run.*
                    from __SCHEMA__.any_run
                   where any_run.state = final.state
                     and any_run.finished_at >= start.ended_at
                     and (any_run.finished_at, any_run.id) > (start.ended_at, start.id)
                   order by any_run.finished_at, any_run.id
                   limit $3::int
                ) run
          order by run.finished_at, run.id
          limit $3::int
       ) page`,flow:"select row_to_json(any_run)::text as answer from __SCHEMA__.any_run where flow_id = $1::text order by id",getState:"select value::text as answer from __SCHEMA__.job_state where job = $1::text",get:"select row_to_json(any_run)::text as answer from __SCHEMA__.any_run where id = any ((select $1::text::uuid[])::uuid[])",importEdges:`with item as (
  select * from json_to_recordset($1::text::json) as item (child uuid, parent uuid, "onFailure" text, position int)
), added as (
  insert into __SCHEMA__.run_dependency (child, parent, on_failure, position)
  select child, parent, "onFailure", position from item
  on conflict do nothing
  returning child, parent
), open as (
  select added.child, count(*)::int as parents
    from added join __SCHEMA__.run parent on parent.id = added.parent
   group by added.child
), counted as (
  update __SCHEMA__.run set pending = pending + open.parents from open where run.id = open.child
)
select count(*)::text as answer from added`,importLogs:`with added as (
  insert into __SCHEMA__.run_log (run_id, seq, at, level, message, fields)
  overriding system value
  select "runId", seq, to_timestamp(at / 1000), level, message, fields::json
    from json_to_recordset($1::text::json) as item ("runId" uuid, seq bigint, at float8, level text, message text, fields text)
  on conflict do nothing
  returning seq
)
select count(*)::text as answer from added`,importPauses:`with added as (
  insert into __SCHEMA__.pause (kind, name, by, message, at)
  select kind, name, by, message, to_timestamp(at / 1000)
    from json_to_recordset($1::text::json) as item (kind text, name text, by text, message text, at float8)
  on conflict do nothing
  returning name
)
select count(*)::text as answer from added`,importRuns:`with item as materialized (
  select *, array(select value from json_array_elements(attempts_text::json)) as attempts
    from json_to_recordset($1::text::json) as item (
           id uuid, job text, queue text, group_name text, state text, input text, version int, output text, error text, priority int,
           attempt int, max_attempts int, attempts_text text, run_at float8, key text, holds_key bool, dedup text, limit_key text,
           flow_id text, trigger text, retry_of text, spawned_by uuid, open_children int, scheduled_for float8, headers text,
           progress text, checkpoint text, cancel text, token bigint, created_at float8, started_at float8, finished_at float8
         )
), active as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, attempt, max_attempts, attempts, run_at, key, holds_key, dedup,
    limit_key, flow_id, trigger, retry_of, spawned_by, children, open_children, scheduled_for, headers, progress, checkpoint,
    cancel, token, created_at, started_at
  )
  select id, job, queue, group_name, state, input::json, version, priority, attempt, max_attempts, attempts,
         to_timestamp(run_at / 1000), key, key is null or holds_key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by,
         open_children, open_children, to_timestamp(scheduled_for / 1000), headers::json, progress::json, checkpoint::json,
         cancel::json, token, to_timestamp(created_at / 1000), to_timestamp(started_at / 1000)
    from item
   where finished_at is null
  on conflict (id) do nothing
  returning id
), past as (
  insert into __SCHEMA__.run_history (
    id, job, queue, group_name, state, input, version, output, error, priority, attempt, max_attempts, attempts, run_at, key, dedup,
    limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint, cancel, token, created_at,
    started_at, finished_at
  )
  select id, job, queue, group_name, state, input::json, version, output::json, error::json, priority, attempt, max_attempts,
         attempts, to_timestamp(run_at / 1000), key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by,
         to_timestamp(scheduled_for / 1000), headers::json, progress::json, checkpoint::json, cancel::json, token,
         to_timestamp(created_at / 1000), to_timestamp(started_at / 1000), to_timestamp(finished_at / 1000)
    from item
   where finished_at is not null
  on conflict (id) do nothing
  returning id
)
select ((select count(*) from active) + (select count(*) from past))::text as answer`,importSchedules:`with added as (
  insert into __SCHEMA__.schedule (
    name, job, cron, time_zone, input, version, origin, missed, missed_cap, grace_ms, overlap, next_at, last_at, last_run_id, paused_at, paused_by
  )
  select name, job, cron, "timeZone", input::json, version, origin, missed, "missedCap", "graceMs", overlap, to_timestamp("nextAt" / 1000),
         to_timestamp("lastAt" / 1000), "lastRunId", to_timestamp("pausedAt" / 1000), "pausedBy"
    from json_to_recordset($1::text::json) as item (
           name text, job text, cron text, "timeZone" text, input text, version int, origin text, missed text, "missedCap" int, "graceMs" float8,
           overlap text, "nextAt" float8, "lastAt" float8, "lastRunId" text, "pausedAt" float8, "pausedBy" text
         )
  on conflict do nothing
  returning name
)
select count(*)::text as answer from added`,importStates:`with added as (
  insert into __SCHEMA__.job_state (job, value)
  select job, value::json from json_to_recordset($1::text::json) as item (job text, value text)
  on conflict do nothing
  returning job
)
select count(*)::text as answer from added`,importWindows:`with item as (
  select scope, name, key, to_timestamp("closedUntil" / 1000) as closed_until,
         array(select to_timestamp((start ->> 'at')::float8 / 1000) from json_array_elements(starts) with ordinality as s (start, place) order by place) as starts,
         array(select (start ->> 'count')::int from json_array_elements(starts) with ordinality as s (start, place) order by place) as counts
    from json_to_recordset($1::text::json) as item (scope text, name text, key text, starts json, "closedUntil" float8)
), added as (
  insert into __SCHEMA__.limit_window (scope, name, key, starts, counts, closed_until, forget_at)
  select scope, name, key, starts, counts, closed_until,
         greatest(statement_timestamp(), closed_until, starts[cardinality(starts)]) + interval '31 days'
    from item
  on conflict do nothing
  returning name
)
select count(*)::text as answer from added`,leave:"delete from __SCHEMA__.worker where id = $1::text returning to_json(id)::text as answer",listSchedules:'select row_to_json(schedule)::text as answer from __SCHEMA__.schedule order by name collate "C"',list:`select row_to_json(page)::text as answer
  from (
         select *
           from __SCHEMA__.any_run
          where ($1::text is null or state = any ((select $1::text::text[])::text[]))
            and ($2::text is null or job = any ((select $2::text::text[])::text[]))
            and ($3::text is null or group_name = any ((select $3::text::text[])::text[]))
            and ($4::text is null or queue = any ((select $4::text::text[])::text[]))
            and ($5::text is null or trigger = any ((select $5::text::text[])::text[]))
            and ($6::text is null or flow_id = $6::text)
            and ($7::text is null or key = $7::text)
            and ($8::text is null or limit_key = $8::text)
            and ($9::text is null or spawned_by = $9::text::uuid)
            and ($10::text is null or id < $10::text::uuid)
          order by id desc
          limit $11::int
       ) page`,liveWorkers:`select row_to_json(worker)::text as answer
  from __SCHEMA__.worker
 where expires_at > coalesce($1::text::timestamptz, statement_timestamp())
 order by id collate "C"`,logs:`select json_build_object('seq', seq, 'at', at, 'level', level, 'message', message, 'fields', fields)::text as answer
  from __SCHEMA__.run_log
 where run_id = $1::text::uuid and seq > $2::text::bigint
 order by seq
 limit $3::int`,moveCursor:`update __SCHEMA__.move
   set cursors = $2::text::json
 where id = $1::text::uuid and role = 'target'
returning json_build_object('id', id)::text as answer`,moveFinish:`with source as (
  update __SCHEMA__.move set state = 'done' where id = $1::text::uuid and role = 'source'
), target as (
  delete from __SCHEMA__.move where id = $1::text::uuid and role = 'target' returning id
)
select json_build_object(
         'lines', (select setval(pg_get_serial_sequence('__SCHEMA__.run_log', 'seq'), greatest(1, (select max(seq) from __SCHEMA__.run_log)))
                     from target),
         'notified', case when $2::text is not null then pg_notify($2::text, 'q')::text end
       )::text as answer`,moveMark:`select json_build_object('moveId', id, 'role', role, 'state', state, 'peer', peer, 'cursors', cursors)::text as answer
  from __SCHEMA__.move`,moveReceive:"select __SCHEMA__.receive_for($2::text::uuid, $3::text, coalesce($1::text::timestamptz, statement_timestamp()))::text as answer",moveSeal:"select __SCHEMA__.seal_for($2::text::uuid, $3::text, coalesce($1::text::timestamptz, statement_timestamp()))::text as answer",moveUnseal:`with gone as (
  delete from __SCHEMA__.move
   where id = $1::text::uuid and role = 'source' and state = 'under-way'
  returning id
)
select json_build_object('id', id, 'unsealed', __SCHEMA__.set_seal(false)::text)::text as answer from gone`,nextOpening:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
)
select coalesce(
         to_json(ceil(extract(epoch from __SCHEMA__.next_opening(now, $2::text::text[], $3::text::jsonb) - now) * 1000)), 'null'
       )::text as answer
  from clock`,notify:"select to_json(pg_notify($1::text, $2::text)::text)::text as answer",now:"select to_json(coalesce($1::text::timestamptz, statement_timestamp()))::text as answer",opensIn:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
)
select json_build_object(
         'ordinal', ordinal,
         'opensInMs', ceil(extract(epoch from __SCHEMA__.opens_at(rule, scope, name, key, now) - now) * 1000)
       )::text as answer
  from json_to_recordset($2::text::json) as opening (ordinal int, scope text, name text, key text, rule jsonb), clock`,parents:`select json_build_object(
         'runId', parent.id, 'job', parent.job, 'state', parent.state, 'onFailure', edge.on_failure, 'output', parent.output
       )::text as answer
  from __SCHEMA__.run_dependency edge
  join __SCHEMA__.any_run parent on parent.id = edge.parent
 where edge.child = $1::text::uuid
 order by edge.position`,pauseSchedule:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), paused as (
  update __SCHEMA__.schedule
     set paused_by = case when paused_at is null then $3::text else paused_by end,
         paused_at = coalesce(paused_at, clock.now)
    from clock
   where name = $2::text
  returning name
)
select exists (select from paused)::text as answer`,pause:`insert into __SCHEMA__.pause (kind, name, by, message, at)
values ($2::text, $3::text, $4::text, $5::text, coalesce($1::text::timestamptz, statement_timestamp()))
on conflict (kind, name) do nothing
returning to_json(name)::text as answer`,paused:"select row_to_json(pause)::text as answer from __SCHEMA__.pause order by at, kind, name",promote:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), due as materialized (
  select id from clock, __SCHEMA__.due_in_order(clock.now, $2::int) as id
), promoted as (
  update __SCHEMA__.run set state = 'queued' from due where run.id = due.id returning run.id
), next as (
  select run_at from __SCHEMA__.run where state = 'scheduled' and id not in (select id from due) order by run_at, id limit 1
)
select json_build_object(
         'promoted', (select count(*) from promoted),
         'nextDueMs', (select greatest(0, ceil(extract(epoch from next.run_at - clock.now) * 1000)) from next, clock),
         'notified', case when $3::text is not null and exists (select from promoted) then pg_notify($3::text, 'q')::text end
       )::text as answer`,prune:`with age as (
  select state, coalesce($1::text::timestamptz, statement_timestamp()) - ms * interval '1 millisecond' as ended_before
    from (values ('success', $2::float8), ('failed', $3::float8), ('cancelled', $4::float8)) as age (state, ms)
), old as (
  select oldest.id, oldest.finished_at
    from age,
         lateral (
           select id, finished_at
             from __SCHEMA__.run_history
            where run_history.state = age.state and finished_at < age.ended_before
              and not exists (select from __SCHEMA__.run where run.id = run_history.spawned_by)
              and not exists (
                select from __SCHEMA__.run_dependency edge join __SCHEMA__.run on run.id = edge.child
                 where edge.parent = run_history.id
              )
            order by finished_at, id
            limit $5::int
         ) oldest
   order by oldest.finished_at, oldest.id
   limit $5::int
), chosen as materialized (
  select id from __SCHEMA__.run_history where id in (select id from old) for update skip locked
), lines as (
  delete from __SCHEMA__.run_log where run_id in (select id from chosen)
), edges_up as (
  delete from __SCHEMA__.run_dependency where child in (select id from chosen)
), edges_down as (
  delete from __SCHEMA__.run_dependency where parent in (select id from chosen)
), forgotten as (
  delete from __SCHEMA__.limit_window
   where ctid = any (array(
     select ctid from __SCHEMA__.limit_window
      where forget_at <= coalesce($1::text::timestamptz, statement_timestamp())
      limit $5::int
        for update skip locked
   ))
), gone as (
  delete from __SCHEMA__.run_history where id in (select id from chosen) returning id
)
select count(*)::text as answer from gone`,reap:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), expired as materialized (
  select id, lease_expires_at as expired_at
    from __SCHEMA__.run
   where state = 'running' and lease_expires_at <= coalesce($1::text::timestamptz, statement_timestamp())
   order by lease_expires_at, id
   limit $2::int
     for no key update skip locked
), reaped as (
  update __SCHEMA__.run
     set token = token + 1,
         lease_expires_at = clock.now + $3::float8 * interval '1 millisecond'
    from expired, clock
   where run.id = expired.id
  returning run.*, expired.expired_at
), next as (
  select least(
           (select min(run.lease_expires_at) from __SCHEMA__.run where state = 'running' and lease_expires_at > clock.now),
           (select min(reaped.lease_expires_at) from reaped)
         ) as at
    from clock
)
select json_build_object(
         'runs', coalesce((select json_agg(reaped order by expired_at, id) from reaped), '[]'::json),
         'nextExpiryMs', (select ceil(extract(epoch from next.at - clock.now) * 1000) from next, clock)
       )::text as answer`,release:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select distinct on (id, token) *
    from json_to_recordset($2::text::json) as item (
           ordinal int, id uuid, token bigint, delay_ms float8, spend bool, until_children bool, closes_window bool,
           outcome text, attempt_error text
         )
   order by id, token, ordinal
), held as materialized (
  select run.id, case when item.until_children then 0 else greatest(item.delay_ms, 0) end as delay_ms, item.spend,
         item.until_children and run.open_children > 0 as waits, item.outcome, item.attempt_error::json as attempt_error,
         run.job, run.limit_key,
         case when item.closes_window and item.delay_ms > 0 then item.delay_ms * interval '1 millisecond' end as closed_for
    from item,
         lateral (
           select id, job, limit_key, open_children from __SCHEMA__.run
            where run.id = item.id and run.token = item.token and run.state = 'running'
              for no key update
         ) run
), released as (
  update __SCHEMA__.run
     set state = case when held.waits then 'waiting' when held.delay_ms > 0 then 'scheduled' else 'queued' end,
         run_at = clock.now + held.delay_ms * interval '1 millisecond',
         attempt = attempt - case when held.spend then 0 else 1 end,
         attempts = (attempts || json_build_object(
                      'attempt', attempt, 'worker', worker, 'outcome', held.outcome, 'error', held.attempt_error,
                      'startedAt', started_at, 'endedAt', clock.now
                    ))[greatest(1, cardinality(attempts) + 2 - $3::int):],
         worker = null,
         lease_expires_at = null
    from held, clock
   where run.id = held.id
  returning run.id, run.token, run.cancel, run.state, run.limit_key
), closed as (
  insert into __SCHEMA__.limit_window as log (scope, name, key, closed_until, forget_at)
  select 'key', job, limit_key, max(now + closed_for), max(now + closed_for)
    from held, clock
   where closed_for is not null and limit_key is not null
   group by job, limit_key
   order by job, limit_key
  on conflict (scope, name, key) do update
     set closed_until = greatest(log.closed_until, excluded.closed_until),
         forget_at = greatest(log.forget_at, excluded.forget_at)
), notified as (
  select case when $4::text is not null and exists (select from released where state <> 'waiting' or limit_key is not null) then pg_notify($4::text, 'q')::text end as sent
)
select json_build_object('id', id, 'token', token, 'cancel', cancel, 'notified', sent)::text as answer
  from notified left join released on true`,removeSchedules:`with removed as (
  delete from __SCHEMA__.schedule where name = any ((select $1::text::text[])::text[]) returning name
)
select count(*)::text as answer from removed`,report:`with report as materialized (
  select *
    from json_to_recordset($1::text::json) as report (ordinal int, id uuid, token bigint, progress text)
   order by id, token, ordinal
), held as materialized (
  select run.id, run.token, run.cancel, report.ordinal, report.progress
    from report,
         lateral (
           select id, token, cancel from __SCHEMA__.run
            where run.id = report.id and run.token = report.token and run.state = 'running'
              for no key update
         ) run
), latest as materialized (
  select distinct on (id) id, progress from held where progress is not null order by id, ordinal desc
), progressed as (
  update __SCHEMA__.run set progress = latest.progress::json from latest where run.id = latest.id
), logged as (
  insert into __SCHEMA__.run_log (run_id, at, level, message, fields)
  select line.id, to_timestamp(line.at / 1000), line.level, line.message, line.fields::json
    from json_to_recordset($2::text::json)
           as line (ordinal int, id uuid, token bigint, at float8, level text, message text, fields text)
   where (line.id, line.token) in (select id, token from held)
   order by line.ordinal
)
select json_build_object('id', id, 'token', token, 'cancel', cancel)::text as answer from held`,resumeSchedule:`with resumed as (
  update __SCHEMA__.schedule
     set next_at = case when paused_at is null then next_at else to_timestamp($2::float8 / 1000) end,
         paused_at = null,
         paused_by = null
   where name = $1::text
  returning name
)
select exists (select from resumed)::text as answer`,resume:`with resumed as (
  delete from __SCHEMA__.pause where kind = $1::text and name = $2::text returning name
)
select json_build_object('name', name, 'notified', case when $3::text is not null then pg_notify($3::text, 'q')::text end)::text as answer
  from resumed`,saveSchedules:`with rule as materialized (
  select rule.*
    from json_to_recordset($1::text::json) as rule (
           name text, job text, cron text, time_zone text, input text, version int, origin text, missed text, missed_cap int,
           grace_ms float8, overlap text, next_at float8
         )
), taken as (
  select rule.name from rule join __SCHEMA__.schedule using (name) where schedule.origin <> rule.origin
), saved as (
  insert into __SCHEMA__.schedule as known (
    name, job, cron, time_zone, input, version, origin, missed, missed_cap, grace_ms, overlap, next_at
  )
  select name, job, cron, time_zone, input::json, version, origin, missed, missed_cap, grace_ms, overlap,
         to_timestamp(next_at / 1000)
    from rule
   where not exists (select from taken)
   order by name
  on conflict (name) do update
     set job = excluded.job,
         cron = excluded.cron,
         time_zone = excluded.time_zone,
         input = excluded.input,
         version = excluded.version,
         missed = excluded.missed,
         missed_cap = excluded.missed_cap,
         grace_ms = excluded.grace_ms,
         overlap = excluded.overlap,
         next_at = case
                     when (known.cron, known.time_zone) = (excluded.cron, excluded.time_zone) then known.next_at
                     else excluded.next_at
                   end
   where known.origin = excluded.origin
  returning name
)
select json_build_object(
         'taken', (select coalesce(json_agg(name order by name), '[]') from taken),
         'retry', case
                    when not exists (select from taken) and (select count(*) from saved) < (select count(*) from rule)
                    then __SCHEMA__.try_again()::text
                  end
       )::text as answer`,setState:`insert into __SCHEMA__.job_state (job, value) values ($1::text, $2::text::json)
on conflict (job) do update set value = excluded.value
returning to_json(job)::text as answer`,settle:`with recursive clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select distinct on (id, token) *
    from json_to_recordset($2::text::json) as item (
           ordinal int, id uuid, token bigint, state text, output text, error text, cancel text, outcome text, attempt_error text
         )
   order by id, token, ordinal
), affected (id, fails, is_settled) as (
  select id, state <> 'success', true from item
  union
  select edge.child, affected.fails and edge.on_failure = 'cancel', false
    from affected join __SCHEMA__.run_dependency edge on edge.parent = affected.id
   where affected.fails or affected.is_settled
), member as (
  select id from affected
  union
  select run.spawned_by
    from item, lateral (select spawned_by from __SCHEMA__.run where run.id = item.id offset 0) run
   where run.spawned_by is not null
), locked as materialized (
  select run.*
    from (select id from member order by id) member,
         lateral (select id, token, state, cancel, key, holds_key from __SCHEMA__.run where run.id = member.id for update) run
), late as materialized (
  select exists (
           select from __SCHEMA__.dependents_now(parents) as found (child)
            where not exists (select from __SCHEMA__.run_dependency edge where edge.child = found.child and edge.parent = any (parents))
         ) as dependents
    from (select array_agg(id) as parents from locked where key is not null and not holds_key) let_go
   where parents is not null
), held as materialized (
  select item.*, locked.cancel as requested from item join locked using (id, token)
   where locked.state = 'running' and not exists (select from late where dependents)
), doomed (id) as (
  select edge.child
    from held join __SCHEMA__.run_dependency edge on edge.parent = held.id and edge.on_failure = 'cancel'
   where held.state <> 'success'
  union
  select edge.child
    from doomed join __SCHEMA__.run_dependency edge on edge.parent = doomed.id and edge.on_failure = 'cancel'
), reason as materialized (
  select distinct on (edge.child) edge.child as id, edge.parent
    from (select id, ordinal from held where state <> 'success' union all select id, null from doomed) parent
    join __SCHEMA__.run_dependency edge on edge.parent = parent.id and edge.on_failure = 'cancel'
   order by edge.child, parent.ordinal, edge.parent
), ended as materialized (
  select id, state, output::json as output, error::json as error, outcome, attempt_error::json as attempt_error,
         case when state = 'cancelled' then coalesce(cancel::json, requested) end as cancel
    from held
  union all
  select id, 'cancelled', null, null, null, null, json_build_object('code', 'dependency-failed', 'runId', parent)
    from reason
), moved as (
  delete from __SCHEMA__.run
   using ended
   where run.id = ended.id
  returning run.*, ended.state as final_state, ended.output as final_output, ended.error as final_error,
            ended.cancel as final_cancel, ended.outcome, ended.attempt_error
), history as (
  insert into __SCHEMA__.run_history (
    id, job, queue, group_name, state, input, version, output, error, priority, attempt, max_attempts, attempts, run_at, key, dedup,
    limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint, cancel, token, created_at,
    started_at, finished_at
  )
  select id, job, queue, group_name, final_state, input, version, final_output, final_error, priority, attempt, max_attempts,
         case when outcome is null then attempts
              else (attempts || json_build_object(
                     'attempt', attempt, 'worker', worker, 'outcome', outcome, 'error', attempt_error,
                     'startedAt', started_at, 'endedAt', now
                   ))[greatest(1, cardinality(attempts) + 2 - $3::int):]
         end,
         run_at, key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, scheduled_for, headers, progress, checkpoint,
         final_cancel, token, created_at, started_at, now
    from moved, clock
), satisfied as materialized (
  select edge.child as id, count(*)::int as parents
    from moved join __SCHEMA__.run_dependency edge on edge.parent = moved.id
   where (moved.final_state = 'success' or edge.on_failure = 'continue') and edge.child not in (select id from doomed)
   group by edge.child
), news as materialized (
  select id, sum(parents)::int as parents, sum(children)::int as children
    from (
           select id, parents, 0 as children from satisfied
           union all
           select spawned_by, 0, 1 from moved where spawned_by not in (select id from ended)
         ) each_one
   group by id
), told as (
  update __SCHEMA__.run
     set pending = pending - news.parents,
         open_children = open_children - news.children,
         state = case when state <> 'waiting' or pending > news.parents or (pending = 0 and open_children > news.children) then state
                      when run_at > clock.now then 'scheduled'
                      else 'queued' end
    from news, clock
   where run.id = news.id
  returning run.state
), signal as (
  select 'q' as word
   where exists (select from told where state in ('scheduled', 'queued'))
      or exists (select from moved where limit_key is not null)
  union all
  select 's' || id from moved
), notified as (
  select count(pg_notify($4::text, words)) as payloads
    from (select string_agg(word, ' ') as words from (select word, row_number() over () / 200 as part from signal) parts group by part) payload
   where $4::text is not null
)
select json_build_object('id', id, 'token', token, 'cancel', requested, 'payloads', payloads, 'late', (select dependents from late))::text as answer
  from notified left join held on true`,spawn:`with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), held as materialized (
  select id, token, cancel
    from __SCHEMA__.run
   where id = $2::text::uuid and token = $3::text::bigint and state = 'running'
     for no key update
), item as materialized (
  select item.*,
         held.id as parent,
         clock.now,
         coalesce(to_timestamp(item.run_at / 1000), clock.now + item.delay_ms * interval '1 millisecond') as due_at
    from held,
         clock,
         json_to_recordset($4::text::json) as item (
           id uuid, job text, queue text, group_name text, input text, version int, priority int, max_attempts int,
           run_at float8, delay_ms float8, dedup text, limit_key text, flow_id text, trigger text, retry_of text,
           scheduled_for float8, headers text
         )
), added as (
  insert into __SCHEMA__.run (
    id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, dedup, limit_key, flow_id, trigger,
    retry_of, spawned_by, scheduled_for, headers, created_at
  )
  select id, job, queue, group_name, case when due_at > now then 'scheduled' else 'queued' end, input::json, version, priority,
         max_attempts, due_at, dedup, limit_key, flow_id, trigger, retry_of, parent, to_timestamp(scheduled_for / 1000), headers::json,
         now
    from item
   where id not in (select id from item join __SCHEMA__.any_run using (id))
   order by id
  on conflict (id) do nothing
  returning state
), counted as (
  update __SCHEMA__.run
     set children = children + born.number, open_children = open_children + born.number
    from held, (select count(*)::int as number from added) born
   where run.id = held.id and born.number > 0
)
select json_build_object(
         'id', id, 'token', token, 'cancel', cancel,
         'notified', case when $5::text is not null and exists (select from added) then pg_notify($5::text, 'q')::text end
       )::text as answer
  from held`},lo=[{version:1,name:"001-runs",checksum:"a7056134cb6129dc1f81c923dbb8be49e71083a1e192fe46208e68d3f7d630a9",sql:`-- Unfinished runs, and nothing else: finished ones move to run_history, so what is claimed from stays small.
create table __SCHEMA__.run (
  id uuid primary key,
  job text not null,
  queue text not null,
  group_name text,
  state text not null check (state in ('waiting', 'scheduled', 'queued', 'running')),
  -- Documents are json, not jsonb: it keeps them as they were given, escaped NUL characters included.
  input json not null,
  priority int not null,
  attempt int not null default 0,
  max_attempts int not null,
  attempts json[] not null default '{}',
  run_at timestamptz not null,
  key text,
  flow_id text,
  trigger text not null,
  retry_of text,
  progress json,
  checkpoint json,
  cancel json,
  worker text,
  token bigint not null default 0,
  lease_expires_at timestamptz,
  created_at timestamptz not null,
  started_at timestamptz,
  -- How many parents are unfinished.
  pending int not null default 0
) with (
  fillfactor = 70,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.1,
  autovacuum_vacuum_cost_delay = 0
);

create index run_queued on __SCHEMA__.run (priority desc, run_at, id) where state = 'queued';
create index run_scheduled on __SCHEMA__.run (run_at, id) where state = 'scheduled';
-- By id and not by expiry: a renewal changes no indexed column and stays on its page.
create index run_running on __SCHEMA__.run (id) where state = 'running';
create unique index run_key on __SCHEMA__.run (job, key) where key is not null;
create index run_flow on __SCHEMA__.run (flow_id, id) where flow_id is not null;

-- Finished runs; nobody holds them and they wait for nobody.
create table __SCHEMA__.run_history (
  id uuid primary key,
  job text not null,
  queue text not null,
  group_name text,
  state text not null check (state in ('success', 'failed', 'cancelled')),
  input json not null,
  output json,
  error json,
  priority int not null,
  attempt int not null,
  max_attempts int not null,
  attempts json[] not null,
  run_at timestamptz not null,
  key text,
  flow_id text,
  trigger text not null,
  retry_of text,
  progress json,
  checkpoint json,
  cancel json,
  token bigint not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz not null
);

create index run_history_finished on __SCHEMA__.run_history (state, finished_at, id);
create index run_history_job on __SCHEMA__.run_history (job, id);
create index run_history_flow on __SCHEMA__.run_history (flow_id, id) where flow_id is not null;

-- Edges are written with their runs and never change; pruning a run removes its edges.
create table __SCHEMA__.run_dependency (
  child uuid not null,
  parent uuid not null,
  on_failure text not null check (on_failure in ('cancel', 'continue')),
  position int not null,
  primary key (child, parent)
);

create index run_dependency_parent on __SCHEMA__.run_dependency (parent, child);

create table __SCHEMA__.run_log (
  run_id uuid not null,
  seq bigint generated always as identity,
  at timestamptz not null,
  level text not null,
  message text not null,
  fields json,
  primary key (run_id, seq)
);

create table __SCHEMA__.schedule (
  name text primary key,
  job text not null,
  cron text not null,
  time_zone text not null,
  input json not null,
  next_at timestamptz not null,
  last_at timestamptz,
  last_run_id text
);

create index schedule_next on __SCHEMA__.schedule (next_at, name);

create table __SCHEMA__.worker (
  id text primary key,
  host text not null,
  pid int not null,
  jobs json not null,
  queues json,
  concurrency int not null,
  running int not null,
  started_at timestamptz not null,
  beat_at timestamptz not null,
  expires_at timestamptz not null
);

create table __SCHEMA__.job_state (
  job text primary key,
  value json not null
);

-- Every run, wherever it is.
create view __SCHEMA__.any_run as
  select id, job, queue, group_name, state, input, null::json as output, null::json as error, priority, attempt, max_attempts,
         attempts, run_at, key, flow_id, trigger, retry_of, progress, checkpoint, cancel, worker, token, lease_expires_at, created_at, started_at,
         null::timestamptz as finished_at
    from __SCHEMA__.run
  union all
  select id, job, queue, group_name, state, input, output, error, priority, attempt, max_attempts, attempts, run_at, key,
         flow_id, trigger, retry_of, progress, checkpoint, cancel, null, token, null, created_at, started_at,
         finished_at
    from __SCHEMA__.run_history;

-- Gives a statement up as PostgreSQL itself gives up one that met another: the caller runs it again.
create function __SCHEMA__.try_again() returns void language plpgsql as $$
begin
  raise exception 'another transaction changed what this statement found' using errcode = 'serialization_failure';
end
$$;
`},{version:2,name:"002-read-in-index-order",checksum:"8a4c63bd7988a3ed210e2c7e23da379e273323e17c815df86de037299415fa7d",sql:`-- A queue fills and drains faster than statistics follow. A planner that believes a full queue to be empty reads all of it
-- and sorts; these functions leave it no plan but the index that is in order already, so a claim costs what it takes.

create function __SCHEMA__.queued_in_order(jobs text[], queues text[], most int) returns setof uuid
language sql volatile rows 100
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off
as $$
  select id
    from __SCHEMA__.run
   where state = 'queued' and job = any (jobs) and (queues is null or queue = any (queues))
   order by priority desc, run_at, id
   limit most
     for update skip locked
$$;

create function __SCHEMA__.due_in_order(moment timestamptz, most int) returns setof uuid
language sql volatile rows 100
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off
as $$
  select id
    from __SCHEMA__.run
   where state = 'scheduled' and run_at <= moment
   order by run_at, id
   limit most
     for update skip locked
$$;
`},{version:3,name:"003-dedup-limits-spawn",checksum:"b85fe0ade663bc6c20442f13c832089393115d0724683e896128acf1a802405a",sql:`alter table __SCHEMA__.run
  add column version int not null default 1,
  add column dedup text not null default 'keep' check (dedup in ('keep', 'replace', 'debounce', 'latest')),
  -- A run of mode keep holds its key until it is final, any other until it starts.
  add column holds_key boolean not null default true,
  add column limit_key text,
  add column spawned_by uuid,
  -- How many runs it has spawned, and how many of them are unfinished.
  add column children int not null default 0,
  add column open_children int not null default 0,
  add column scheduled_for timestamptz,
  add column headers json;

alter table __SCHEMA__.run_history
  add column version int not null default 1,
  add column dedup text not null default 'keep',
  add column limit_key text,
  add column spawned_by uuid,
  add column scheduled_for timestamptz,
  add column headers json;

drop index __SCHEMA__.run_key;
create unique index run_key on __SCHEMA__.run (job, key) where key is not null and holds_key;
create index run_key_let_go on __SCHEMA__.run (job, key) where key is not null and not holds_key;
create index run_spawned on __SCHEMA__.run (spawned_by, id) where spawned_by is not null;
create index run_history_spawned on __SCHEMA__.run_history (spawned_by, id) where spawned_by is not null;

-- Runs that no limit holds are claimed in the order of the first, runs with a limit key lane by lane.
drop index __SCHEMA__.run_queued;
create index run_queued on __SCHEMA__.run (priority desc, run_at, id) where limit_key is null and state = 'queued';
create index run_limited on __SCHEMA__.run (job, queue, limit_key, priority desc, run_at, id)
  where limit_key is not null and state = 'queued';
create index run_limited_running on __SCHEMA__.run (job, limit_key, run_at) where limit_key is not null and state = 'running';
-- Most queues have no run of another priority: then the turns alone say which keys are looked at.
create index run_limited_by_priority on __SCHEMA__.run (job, queue, created_at)
  where limit_key is not null and priority <> 0 and state = 'queued';
-- What was begun and waits for its next try: a key whose order is kept belongs to it.
create index run_limited_begun on __SCHEMA__.run (job, limit_key, priority desc, run_at, id)
  where limit_key is not null and token > 0 and state <> 'running';

create table __SCHEMA__.pause (
  kind text not null check (kind in ('queue', 'job')),
  name text not null,
  by text not null,
  message text,
  at timestamptz not null,
  primary key (kind, name)
);

-- The key of a job that was served last: the next claim begins after it.
create table __SCHEMA__.limit_turn (
  job text primary key,
  key text not null
);

-- The starts that count against a rate: starts[i] is when, counts[i] how many.
create table __SCHEMA__.limit_window (
  scope text not null check (scope in ('queue', 'job', 'key')),
  name text not null,
  key text not null,
  starts timestamptz[] not null default '{}',
  counts int[] not null default '{}',
  closed_until timestamptz,
  -- From then on the row says nothing any more.
  forget_at timestamptz not null,
  primary key (scope, name, key)
);

create index limit_window_forget on __SCHEMA__.limit_window (forget_at);

drop view __SCHEMA__.any_run;
create view __SCHEMA__.any_run as
  select id, job, queue, group_name, state, input, version, null::json as output, null::json as error, priority, attempt,
         max_attempts, attempts, run_at, key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, open_children,
         scheduled_for, headers, progress, checkpoint, cancel, worker, token, lease_expires_at, created_at, started_at,
         null::timestamptz as finished_at
    from __SCHEMA__.run
  union all
  select id, job, queue, group_name, state, input, version, output, error, priority, attempt, max_attempts, attempts, run_at,
         key, dedup, limit_key, flow_id, trigger, retry_of, spawned_by, 0, scheduled_for, headers, progress, checkpoint,
         cancel, null, token, null, created_at, started_at, finished_at
    from __SCHEMA__.run_history;

-- A claim of runs that no limit holds is part of the function claim.
drop function __SCHEMA__.queued_in_order(text[], text[], int);

-- Adds runs with keys, or changes the runs that hold them, one after the other. Waits for who changes the same key, and
-- never for the worker of a run that has begun: that one is not changed. Keys are taken in their order, as enqueue does.
create function __SCHEMA__.enqueue_keyed(moment timestamptz, items json)
returns table (place int, holder uuid, outcome text, holder_state text)
language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  item record;
begin
  for item in
    select *, coalesce(to_timestamp(new.run_at / 1000), moment + new.delay_ms * interval '1 millisecond') as due_at
      from json_to_recordset(items) as new (
             ordinal int, id uuid, job text, queue text, group_name text, input text, version int, priority int,
             max_attempts int, run_at float8, delay_ms float8, key text, dedup text, max_wait_ms float8, limit_key text,
             flow_id text, trigger text, retry_of text, scheduled_for float8, headers text
           )
     order by new.job, new.key, new.ordinal
  loop
    place := item.ordinal;
    loop
      if item.dedup <> 'keep' then
        update __SCHEMA__.run
           set input = item.input::json, version = item.version, priority = item.priority, max_attempts = item.max_attempts,
               limit_key = item.limit_key, headers = item.headers::json, run_at = due.at,
               state = case when state = 'waiting' then state when due.at > moment then 'scheduled' else 'queued' end
          from (
                 select case when item.dedup = 'debounce' and item.max_wait_ms is not null
                             then least(item.due_at, held.created_at + item.max_wait_ms * interval '1 millisecond')
                             else item.due_at end as at
                   from __SCHEMA__.run held
                  where held.job = item.job and held.key = item.key and held.holds_key
               ) due
         where run.job = item.job and run.key = item.key and run.holds_key and run.token = 0
        returning run.id, case when item.dedup = 'debounce' then 'debounced' else 'replaced' end, run.state
          into holder, outcome, holder_state;
        exit when found;
      end if;
      select id, 'kept', null into holder, outcome, holder_state
        from __SCHEMA__.run
       where job = item.job and key = item.key and holds_key and (item.dedup = 'keep' or token > 0);
      exit when found;
      insert into __SCHEMA__.run (
        id, job, queue, group_name, state, input, version, priority, max_attempts, run_at, key, dedup, limit_key, flow_id,
        trigger, retry_of, scheduled_for, headers, created_at
      ) values (
        item.id, item.job, item.queue, item.group_name, case when item.due_at > moment then 'scheduled' else 'queued' end,
        item.input::json, item.version, item.priority, item.max_attempts, item.due_at, item.key, item.dedup, item.limit_key,
        item.flow_id, item.trigger, item.retry_of, to_timestamp(item.scheduled_for / 1000), item.headers::json, moment
      )
      on conflict (job, key) where key is not null and holds_key do nothing
      returning id, 'created', state into holder, outcome, holder_state;
      if found then
        if item.dedup = 'latest' and __SCHEMA__.wait_for_started(item.id) then holder_state := 'waiting'; end if;
        exit;
      end if;
      -- Somebody else has added a run with this key, or let it go: the next look sees it.
    end loop;
    return next;
  end loop;
end
$$;

-- Lets a new run that holds its key wait for those that held it before and are not final. They cannot become final before
-- this transaction ends, but their leases can be renewed: the lock is one that only their end asks for.
create function __SCHEMA__.wait_for_started(new_run uuid) returns boolean
language plpgsql
set enable_seqscan = off
as $$
declare
  started uuid[] := array(
    select other.id
      from __SCHEMA__.run new, __SCHEMA__.run other
     where new.id = new_run and other.job = new.job and other.key = new.key and not other.holds_key
     order by other.id
       for key share of other
  );
begin
  if cardinality(started) = 0 then return false; end if;
  insert into __SCHEMA__.run_dependency (child, parent, on_failure, position)
  select new_run, id, 'continue', ordinal from unnest(started) with ordinality as parent (id, ordinal);
  update __SCHEMA__.run set state = 'waiting', pending = cardinality(started) where id = new_run;
  return true;
end
$$;

-- The runs that wait for others, as of now and not as of the statement that asks.
create function __SCHEMA__.dependents_now(parents uuid[]) returns setof uuid
language plpgsql volatile
as $$
begin
  return query select child from __SCHEMA__.run_dependency where parent = any (parents);
end
$$;

-- How many runs may start now: the sliding window log, once for the limit and once for the burst over its share.
create function __SCHEMA__.starts_left(starts timestamptz[], counts int[], rate jsonb, moment timestamptz) returns bigint
language sql immutable
as $$
  select least(
           (rate ->> 'limit')::int - coalesce(sum(n) filter (where at > moment - windows.whole), 0),
           (rate ->> 'burst')::int - coalesce(sum(n) filter (where at > moment - windows.share), 0)
         )
    from (
           select (rate ->> 'windowMs')::float8 * interval '1 millisecond' as whole,
                  (rate ->> 'windowMs')::float8 * (rate ->> 'burst')::int / (rate ->> 'limit')::int * interval '1 millisecond' as share
         ) windows
    left join unnest(starts, counts) as start (at, n) on true
   group by windows.whole, windows.share
$$;

-- From when on fewer than so many starts are in a window of this length.
create function __SCHEMA__.starts_freed_at(starts timestamptz[], counts int[], most int, span interval, moment timestamptz)
returns timestamptz
language plpgsql immutable
as $$
declare
  held bigint := 0;
begin
  for place in reverse cardinality(starts) .. 1 loop
    exit when starts[place] <= moment - span;
    held := held + counts[place];
    if held >= most then return starts[place] + span; end if;
  end loop;
  return moment;
end
$$;

-- When a rate, or a window that a release closed, lets a run start again; the given moment when it does.
create function __SCHEMA__.opens_at(rule jsonb, of_scope text, of_name text, of_key text, moment timestamptz)
returns timestamptz
language plpgsql stable
as $$
declare
  log __SCHEMA__.limit_window;
  rate jsonb := rule -> 'rate';
  span interval := (rate ->> 'windowMs')::float8 * interval '1 millisecond';
begin
  select * into log from __SCHEMA__.limit_window where scope = of_scope and name = of_name and key = of_key;
  if not found then return moment; end if;
  if rate is null then return greatest(moment, log.closed_until); end if;
  return greatest(
    moment,
    log.closed_until,
    __SCHEMA__.starts_freed_at(log.starts, log.counts, (rate ->> 'limit')::int, span, moment),
    __SCHEMA__.starts_freed_at(
      log.starts, log.counts, (rate ->> 'burst')::int, span * (rate ->> 'burst')::int / (rate ->> 'limit')::int, moment
    )
  );
end
$$;

-- How many runs of a queue, of a job, or of a key of a job may start now under its rule.
create function __SCHEMA__.limit_room(rule jsonb, of_scope text, of_name text, of_key text, moment timestamptz) returns bigint
language plpgsql stable
as $$
declare
  room bigint := 2147483647;
  log __SCHEMA__.limit_window;
begin
  if rule ? 'concurrency' then
    -- Counted no further than the limit, and in the order of the index, so that no statistics lead to another.
    room := (rule ->> 'concurrency')::int;
    if of_scope = 'key' then
      room := room - (
        select count(*)
          from (
                 select from __SCHEMA__.run
                  where state = 'running' and limit_key is not null and job = of_name and limit_key = of_key
                  order by run_at limit room
               ) executing
      );
    elsif of_scope = 'job' then
      room := room - (
        select count(*)
          from (
                 select from __SCHEMA__.run
                  where state = 'running' and limit_key is not null and job = of_name
                  order by limit_key, run_at limit room
               ) executing
      );
    else
      room := room - (
        select count(*) from __SCHEMA__.run where state = 'running' and limit_key is not null and queue = of_name
      );
    end if;
    if room <= 0 then return 0; end if;
  end if;
  if of_scope = 'key' or rule ? 'rate' then
    select * into log from __SCHEMA__.limit_window where scope = of_scope and name = of_name and key = of_key;
    if log.closed_until > moment then return 0; end if;
    if rule ? 'rate' then
      room := least(room, __SCHEMA__.starts_left(log.starts, log.counts, rule -> 'rate', moment));
    end if;
  end if;
  return room;
end
$$;

-- Counts starts against the rate of a rule. The log keeps a hundred entries: beyond, the two oldest become one at the
-- later time, which errs to fewer starts.
create function __SCHEMA__.count_starts(
  rule jsonb, of_scope text, of_name text, of_key text, how_many int, moment timestamptz
) returns void
language plpgsql
as $$
declare
  at timestamptz[];
  n int[];
  span interval := (rule -> 'rate' ->> 'windowMs')::float8 * interval '1 millisecond';
begin
  select array_agg(start.at order by place), array_agg(start.n order by place)
    into at, n
    from __SCHEMA__.limit_window log, unnest(log.starts, log.counts) with ordinality as start (at, n, place)
   where log.scope = of_scope and log.name = of_name and log.key = of_key and start.at > moment - span;
  at := at || moment;
  n := n || how_many;
  if cardinality(at) > 100 then
    n[2] := n[1] + n[2];
    at := at[2:];
    n := n[2:];
  end if;
  insert into __SCHEMA__.limit_window as log (scope, name, key, starts, counts, forget_at)
  values (of_scope, of_name, of_key, at, n, moment + span)
  on conflict (scope, name, key) do update
     set starts = excluded.starts, counts = excluded.counts, forget_at = greatest(log.forget_at, excluded.forget_at);
end
$$;

-- A run that may be claimed, and what room there is for it; one without an id says which key of a job was looked at last.
create type __SCHEMA__.limit_pick as (
  id uuid, job text, queue text, key text, priority int, run_at timestamptz,
  -- Its place among the runs of its key, and the turn of the key among those of the job.
  place bigint, turn int,
  key_room bigint, job_room bigint, queue_room bigint
);

-- What may be claimed of each key: keys in turns, from the one after the key that was served last, a thousand at most.
create function __SCHEMA__.picks_in_turn(
  moment timestamptz, jobs text[], queues text[], paused text[], most int, rules jsonb, passed_over uuid[]
) returns setof __SCHEMA__.limit_pick
language plpgsql
as $$
begin
  return query
  with recursive pair as (
    (
      select run.job, run.queue from __SCHEMA__.run
       where state = 'queued' and limit_key is not null order by run.job, run.queue limit 1
    )
    union all
    select next.job, next.queue
      from pair,
           lateral (
             select run.job, run.queue from __SCHEMA__.run
              where state = 'queued' and limit_key is not null and (run.job, run.queue) > (pair.job, pair.queue)
              order by run.job, run.queue limit 1
           ) next
  ), roomy as materialized (
    select pair.job, pair.queue, coalesce(turn.key, '') as served,
           __SCHEMA__.limit_room(rules -> ('job ' || pair.job), 'job', pair.job, '', moment) as job_room,
           __SCHEMA__.limit_room(rules -> ('queue ' || pair.queue), 'queue', pair.queue, '', moment) as queue_room,
           exists (
             select from __SCHEMA__.run
              where limit_key is not null and run.priority <> 0 and state = 'queued'
                and run.job = pair.job and run.queue = pair.queue
              order by created_at limit 1
           ) as by_priority
      from pair
      left join __SCHEMA__.limit_turn turn on turn.job = pair.job
     where pair.job = any (jobs) and (queues is null or pair.queue = any (queues)) and pair.queue <> all (paused)
  ), share as materialized (
    select greatest(1, 1000 / count(*)) as keys from roomy where job_room > 0 and queue_room > 0 having count(*) > 0
  ), lane as (
    select roomy.*, served as key, 0 as turn, false as wrapped, 0 as priority, 0::bigint as key_room, 0 as with_room
      from roomy where job_room > 0 and queue_room > 0
    union all
    select lane.job, lane.queue, lane.served, lane.job_room, lane.queue_room, lane.by_priority, next.limit_key, lane.turn + 1,
           next.wrapped, next.priority, room.key_room, lane.with_room + (room.key_room > 0)::int
      from lane,
           lateral (
             (
               select limit_key, run.priority, lane.wrapped as wrapped from __SCHEMA__.run
                where state = 'queued' and run.job = lane.job and run.queue = lane.queue and limit_key > lane.key
                  and (not lane.wrapped or limit_key <= lane.served)
                order by limit_key, run.priority desc, run.run_at, run.id limit 1
             )
             union all
             (
               select limit_key, run.priority, true from __SCHEMA__.run
                where not lane.wrapped
                  and state = 'queued' and run.job = lane.job and run.queue = lane.queue and limit_key <= lane.served
                order by limit_key, run.priority desc, run.run_at, run.id limit 1
             )
             limit 1
           ) next,
           lateral (
             select __SCHEMA__.limit_room(
                      rules -> ('key ' || lane.job), 'key', lane.job, next.limit_key, moment
                    ) as key_room
             offset 0
           ) room
     where lane.turn < (select keys from share) and (lane.by_priority or lane.with_room < most)
  ), chosen as materialized (
    -- Of the keys that come after as many as are wanted, no run can be among the first so many.
    select lane.*,
           rules -> ('key ' || lane.job) -> 'ordered' = 'true' as ordered,
           rules -> ('key ' || lane.job) -> 'ordered' = 'true' and exists (
             select from __SCHEMA__.run
              where state <> 'running' and token > 0 and run.job = lane.job and limit_key = lane.key
           ) as begun
      from lane
     where lane.turn > 0 and lane.key_room > 0
     order by lane.priority desc, lane.turn, lane.job, lane.queue
     limit most
  ), last_chosen as materialized (
    -- When the first runs of these keys are enough, no second one of this priority is among the first so many.
    select min(chosen.priority) as priority from chosen having count(*) = most
  )
  select first.id, chosen.job, chosen.queue, chosen.key, first.priority, first.run_at,
         row_number() over (
           partition by chosen.job, chosen.queue, chosen.key order by first.priority desc, first.run_at, first.id
         ),
         chosen.turn, chosen.key_room, chosen.job_room, chosen.queue_room
    from chosen,
         lateral (
           (
             select run.id, run.priority, run.run_at from __SCHEMA__.run
              where chosen.begun is not true and state = 'queued' and run.job = chosen.job and run.queue = chosen.queue
                and limit_key = chosen.key and run.id <> all (passed_over)
              order by run.priority desc, run.run_at, run.id
              limit case when chosen.ordered or chosen.priority <= (select last_chosen.priority from last_chosen) then 1
                         else least(chosen.key_room, most) end
           )
           union all
           (
             select run.id, run.priority, run.run_at from __SCHEMA__.run
              where chosen.begun and state = 'queued' and token > 0 and run.job = chosen.job and limit_key = chosen.key
                and run.queue = chosen.queue and run.id <> all (passed_over)
              order by run.priority desc, run.run_at, run.id
              limit 1
           )
         ) first
  union all
  select null, lane.job, null, lane.key, null, null, null, null, null, null, null
    from lane where lane.turn = (select keys from share);
end
$$;

-- What may be claimed of some runs and of a flow: few, so they are looked up and sorted.
create function __SCHEMA__.picks_among(
  moment timestamptz, jobs text[], queues text[], paused text[], rules jsonb, passed_over uuid[], run_ids uuid[], flow text
) returns setof __SCHEMA__.limit_pick
language plpgsql
as $$
begin
  return query
  with wanted as materialized (
    select run.id, run.job, run.queue, limit_key as key, run.priority, run.run_at, token
      from (select unnest(run_ids) as id union select flows.id from __SCHEMA__.run flows where flow_id = flow) named
      join __SCHEMA__.run using (id)
     where state = 'queued' and limit_key is not null and run.job = any (jobs) and run.id <> all (passed_over)
       and (queues is null or run.queue = any (queues)) and run.queue <> all (paused)
  ), lane as materialized (
    select wanted.job, wanted.queue, wanted.key, max(token) > 0 as begins, min(wanted.key) as least,
           rules -> ('key ' || wanted.job) -> 'ordered' = 'true' as ordered,
           __SCHEMA__.limit_room(rules -> ('key ' || wanted.job), 'key', wanted.job, wanted.key, moment) as key_room,
           __SCHEMA__.limit_room(rules -> ('job ' || wanted.job), 'job', wanted.job, '', moment) as job_room,
           __SCHEMA__.limit_room(rules -> ('queue ' || wanted.queue), 'queue', wanted.queue, '', moment) as queue_room
      from wanted group by wanted.job, wanted.queue, wanted.key
  ), turned as materialized (
    select lane.*,
           row_number() over (partition by lane.job, lane.queue order by lane.key <= coalesce(served.key, ''), lane.key)::int as turn,
           ordered is true and exists (
             select from __SCHEMA__.run
              where state <> 'running' and token > 0 and run.job = lane.job and limit_key = lane.key
           ) as begun
      from lane left join __SCHEMA__.limit_turn served on served.job = lane.job
     where key_room > 0 and job_room > 0 and queue_room > 0
  )
  select wanted.id, wanted.job, wanted.queue, wanted.key, wanted.priority, wanted.run_at,
         row_number() over (
           partition by wanted.job, wanted.queue, wanted.key order by wanted.priority desc, wanted.run_at, wanted.id
         ),
         turned.turn, turned.key_room, turned.job_room, turned.queue_room
    from wanted join turned using (job, queue, key)
   where not begun or token > 0;
end
$$;

-- Those of the runs that fit into their rooms, in the order in which they are claimed.
create function __SCHEMA__.fitting(picks __SCHEMA__.limit_pick[], most int) returns setof __SCHEMA__.limit_pick
language plpgsql stable
as $$
begin
  return query
  select id, job, queue, key, priority, run_at, place, turn, key_room, job_room, queue_room
    from (
           select pick.*,
                  row_number() over (partition by job, key order by priority desc, place, turn, run_at, id) as in_key,
                  row_number() over (partition by job order by priority desc, place, turn, run_at, id) as in_job,
                  row_number() over (partition by queue order by priority desc, place, turn, run_at, id) as in_queue
             from unnest(picks) pick
            where id is not null
         ) counted
   where in_key <= key_room and in_job <= job_room and in_queue <= queue_room
   order by priority desc, place, turn, run_at, id
   limit most;
end
$$;

-- The order in which two lists of runs are claimed, each in its own order: of their heads the one that is first in claim
-- order goes first.
create function __SCHEMA__.merged(a __SCHEMA__.limit_pick[], b __SCHEMA__.limit_pick[], most int) returns uuid[]
language plpgsql immutable
as $$
declare
  next_a int := 1;
  next_b int := 1;
  ids uuid[] := '{}';
begin
  while cardinality(ids) < most and (next_a <= cardinality(a) or next_b <= cardinality(b)) loop
    if next_b > cardinality(b) or (
      next_a <= cardinality(a)
      and (-a[next_a].priority, a[next_a].run_at, a[next_a].id) < (-b[next_b].priority, b[next_b].run_at, b[next_b].id)
    ) then
      ids := ids || a[next_a].id;
      next_a := next_a + 1;
    else
      ids := ids || b[next_b].id;
      next_b := next_b + 1;
    end if;
  end loop;
  return ids;
end
$$;

-- Takes due runs for a worker when some of those that it may take are held by limits. One claim at a time does: what counts
-- against a limit is read after the lock, so it is what every claim before has left. An end of a run meanwhile only makes room.
create function __SCHEMA__.claim_limited(
  given_moment timestamptz, claimer text, jobs text[], queues text[], paused text[], most int, lease_ms float8, rules jsonb,
  run_ids uuid[], flow text
) returns setof __SCHEMA__.run
language plpgsql
as $$
declare
  narrowed boolean := run_ids is not null;
  any_limited boolean := exists (select from __SCHEMA__.run where state = 'queued' and limit_key is not null);
  moment timestamptz;
  free __SCHEMA__.limit_pick[];
  found_picks __SCHEMA__.limit_pick[];
  limited __SCHEMA__.limit_pick[];
  sequence uuid[];
  locked uuid[];
  all_locked boolean;
  passed_over uuid[] := '{}';
  has_rates boolean := exists (select from jsonb_each(rules) as rule (name, value) where value ? 'rate');
  wanted int := most;
  target record;
begin
  if any_limited then perform pg_advisory_xact_lock(hashtextextended('nightshift limits __SCHEMA__', 0)); end if;
  moment := coalesce(given_moment, clock_timestamp());
  if narrowed then
    free := array(
      select (id, null, null, null, priority, run_at, null, null, null, null, null)::__SCHEMA__.limit_pick
        from __SCHEMA__.run
       where id in (select unnest(run_ids) union select flows.id from __SCHEMA__.run flows where flow_id = flow)
         and state = 'queued' and limit_key is null and job = any (jobs)
         and (queues is null or queue = any (queues)) and queue <> all (paused)
       order by priority desc, run_at, id
       limit most
         for no key update skip locked
    );
  else
    free := array(
      select (id, null, null, null, priority, run_at, null, null, null, null, null)::__SCHEMA__.limit_pick
        from __SCHEMA__.run
       where state = 'queued' and limit_key is null and job = any (jobs)
         and (queues is null or queue = any (queues)) and queue <> all (paused)
       order by priority desc, run_at, id
       limit most
         for no key update skip locked
    );
  end if;
  for look in 1 .. 5 loop
    if not any_limited then
      found_picks := '{}';
    elsif narrowed then
      found_picks := array(
        select pick from __SCHEMA__.picks_among(moment, jobs, queues, paused, rules, passed_over, run_ids, flow) pick
      );
    else
      found_picks := array(
        select pick from __SCHEMA__.picks_in_turn(moment, jobs, queues, paused, wanted, rules, passed_over) pick
      );
    end if;
    limited := array(select pick from __SCHEMA__.fitting(found_picks, wanted) pick);
    -- What somebody else holds is passed over.
    locked := array(
      select id from __SCHEMA__.run
       where id in (select id from unnest(limited)) and state = 'queued'
         for no key update skip locked
    );
    all_locked := cardinality(locked) = cardinality(limited);
    if not all_locked then
      passed_over := passed_over || array(select id from unnest(limited) where id <> all (locked));
      limited := array(select pick from unnest(limited) pick where (pick).id = any (locked));
    end if;
    sequence := case when cardinality(free) = 0 then array(select id from unnest(limited))
                     else __SCHEMA__.merged(free, limited, wanted) end;
    free := array(select pick from unnest(free) pick where (pick).id <> all (sequence));

    return query
      with started as (
        update __SCHEMA__.run
           set state = 'running',
               attempt = attempt + 1,
               token = token + 1,
               holds_key = holds_key and dedup = 'keep',
               worker = claimer,
               started_at = moment,
               lease_expires_at = moment + lease_ms * interval '1 millisecond'
         where run.id = any (sequence)
        returning run.*
      )
      select started.* from started join unnest(sequence) with ordinality as place (id, ordinal) using (id) order by ordinal;

    if has_rates then
      for target in
        select scope, name, of.key, count(*)::int as starts
          from unnest(limited) pick,
               lateral (values ('key', job, key), ('job', job, ''), ('queue', queue, '')) as of (scope, name, key)
         where id = any (sequence) and rules -> (scope || ' ' || name) ? 'rate'
         group by scope, name, of.key
         order by scope, name, of.key
      loop
        perform __SCHEMA__.count_starts(
          rules -> (target.scope || ' ' || target.name), target.scope, target.name, target.key, target.starts, moment
        );
      end loop;
    end if;
    if any_limited and not narrowed then
      insert into __SCHEMA__.limit_turn as turn (job, key)
      -- Where nothing could be taken, the turn passes on beyond what was looked at.
      select distinct on (job) job, key
        from unnest(found_picks) pick
       where id is null or id = any (sequence) or id = any (passed_over)
       order by job, array_position(sequence, id) desc nulls last, pick.turn desc nulls first
      on conflict (job) do update set key = excluded.key where turn.key <> excluded.key;
    end if;

    wanted := wanted - cardinality(sequence);
    -- Another look, unless all of what was found has been taken: what did not fit, or is held by somebody else, may have
    -- taken the place of what does.
    exit when wanted = 0 or (
      all_locked and (
        cardinality(sequence) = 0
        or cardinality(limited) = (select count(*) from unnest(found_picks) where id is not null)
      )
    );
  end loop;
end
$$;

-- Takes due runs for a worker: queued to running, under a new lease, an attempt spent. Waits for no row's lock: what another
-- transaction holds is passed over. Without limited runs the order is that of the index run_queued, so the cost does not
-- grow with what waits, is scheduled or has finished.
create function __SCHEMA__.claim(
  given_moment timestamptz, claimer text, jobs text[], queues text[], most int, lease_ms float8, rules jsonb
) returns setof __SCHEMA__.run
language plpgsql
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  paused text[] := '{}';
  moment timestamptz := coalesce(given_moment, statement_timestamp());
begin
  if exists (select from __SCHEMA__.pause) then
    paused := array(select name from __SCHEMA__.pause where kind = 'queue');
    jobs := array(select unnest(jobs) except select name from __SCHEMA__.pause where kind = 'job');
  end if;
  if exists (select from __SCHEMA__.run where state = 'queued' and limit_key is not null)
     and exists (select from __SCHEMA__.run where state = 'queued' and limit_key is not null and job = any (jobs)) then
    return query
      select * from __SCHEMA__.claim_limited(
        given_moment, claimer, jobs, queues, paused, most, lease_ms, rules, null, null
      );
    return;
  end if;
  return query
    with candidate as materialized (
      select id
        from __SCHEMA__.run
       where state = 'queued' and limit_key is null and job = any (jobs)
         and (queues is null or queue = any (queues)) and queue <> all (paused)
       order by priority desc, run_at, id
       limit most
         for no key update skip locked
    ), claimed as (
      update __SCHEMA__.run
         set state = 'running',
             attempt = attempt + 1,
             token = token + 1,
             holds_key = holds_key and dedup = 'keep',
             worker = claimer,
             started_at = moment,
             lease_expires_at = moment + lease_ms * interval '1 millisecond'
        from candidate
       where run.id = candidate.id
      returning run.*
    )
    select claimed.* from claimed order by claimed.priority desc, claimed.run_at, claimed.id;
end
$$;

-- As claim, among some runs and those of a flow.
create function __SCHEMA__.claim_only(
  given_moment timestamptz, claimer text, jobs text[], queues text[], most int, lease_ms float8, rules jsonb,
  run_ids uuid[], flow text
) returns setof __SCHEMA__.run
language sql
set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
  select *
    from __SCHEMA__.claim_limited(
           given_moment, claimer,
           array(select unnest(jobs) except select name from __SCHEMA__.pause where kind = 'job'),
           queues,
           array(select name from __SCHEMA__.pause where kind = 'queue'),
           most, lease_ms, rules, run_ids, flow
         )
$$;

-- When the first window opens that holds back a queued run of these jobs; null when none does. A thousand keys of a job are
-- looked at: when there are more, the answer is in a second at the latest.
create function __SCHEMA__.next_opening(moment timestamptz, jobs text[], rules jsonb) returns timestamptz
language plpgsql stable
set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    with recursive lane as (
      select name as job, first.queue, first.limit_key as key, 1 as place
        from (select distinct unnest(jobs) as name) named,
             lateral (
               select run.queue, limit_key from __SCHEMA__.run
                where state = 'queued' and limit_key is not null and run.job = name
                order by run.queue, limit_key limit 1
             ) first
      union all
      select lane.job, next.queue, next.limit_key, lane.place + 1
        from lane,
             lateral (
               select run.queue, limit_key from __SCHEMA__.run
                where state = 'queued' and limit_key is not null and run.job = lane.job
                  and (run.queue, limit_key) > (lane.queue, lane.key)
                order by run.queue, limit_key limit 1
             ) next
       where lane.place < 1000
    ), opening as (
      select lane.place,
             greatest(
               __SCHEMA__.opens_at(rules -> ('key ' || lane.job), 'key', lane.job, lane.key, moment),
               case when rules -> ('job ' || lane.job) ? 'rate'
                    then __SCHEMA__.opens_at(rules -> ('job ' || lane.job), 'job', lane.job, '', moment) end,
               case when rules -> ('queue ' || lane.queue) ? 'rate'
                    then __SCHEMA__.opens_at(rules -> ('queue ' || lane.queue), 'queue', lane.queue, '', moment) end
             ) as at
        from lane
    )
    select least(
             min(opening.at) filter (where opening.at > moment),
             case when max(opening.place) = 1000 then moment + interval '1 second' end
           )
      from opening
  );
end
$$;
`},{version:4,name:"004-schedules",checksum:"ef43969a85adf49784f704496f6eac17aab9d03d8c55a8af6b46c4ae19efb151",sql:`-- Schedules say what happens to occurrences that come at a bad time, who they belong to, and whether they are paused.

alter table __SCHEMA__.schedule
  add column version int not null default 1,
  add column origin text not null default 'code' check (origin in ('code', 'stored')),
  add column missed text not null default 'once' check (missed in ('skip', 'once', 'all')),
  add column missed_cap int not null default 100,
  add column grace_ms float8 not null default 60000,
  add column overlap text not null default 'queue' check (overlap in ('queue', 'skip', 'replace')),
  add column paused_at timestamptz,
  add column paused_by text;
`},{version:6,name:"006-move",checksum:"da612b4d91d1e974ef8d22ed5fc5448e61b4801df801b25ef064def4cab0fb18",sql:`-- The move that the store is part of: one row at most.
create table __SCHEMA__.move (
  id uuid not null,
  role text not null check (role in ('source', 'target')),
  state text not null check (state in ('under-way', 'done')),
  peer text not null,
  -- For a target: where the import of each kind of record goes on.
  cursors json not null default '{}',
  begun_at timestamptz not null default statement_timestamp(),
  only_one boolean primary key default true check (only_one)
);

-- What changes in a store that is sealed raises this error, whoever has it open; the adapter knows it by its code.
create function __SCHEMA__.refuse_moved() returns trigger language plpgsql as $$
begin
  raise exception '%', (select json_build_object('moveId', id, 'role', role, 'state', state, 'peer', peer) from __SCHEMA__.move)
    using errcode = 'NS001';
end
$$;

-- Puts the seal on every table that workers and clients write, or takes it off.
create function __SCHEMA__.set_seal(sealed boolean) returns void language plpgsql as $$
declare
  tables constant text[] := array['run', 'run_history', 'run_dependency', 'run_log', 'schedule', 'job_state', 'pause',
                                  'limit_window', 'limit_turn', 'worker'];
  name text;
begin
  foreach name in array tables loop
    execute format('drop trigger if exists sealed on __SCHEMA__.%I', name);
    if sealed then
      execute format(
        'create trigger sealed before insert or update or delete on __SCHEMA__.%I for each statement execute function __SCHEMA__.refuse_moved()',
        name
      );
    end if;
  end loop;
end
$$;

-- Seals the store for a move, unless somebody works on it. The lock waits for writes under way and keeps later ones out
-- until the seal is on.
create function __SCHEMA__.seal_for(move_id uuid, move_peer text, moment timestamptz) returns json language plpgsql as $$
declare
  known __SCHEMA__.move;
  running int;
  until timestamptz;
begin
  lock table __SCHEMA__.worker, __SCHEMA__.run, __SCHEMA__.run_history, __SCHEMA__.run_dependency in share row exclusive mode;
  select * into known from __SCHEMA__.move;
  if found then
    return json_build_object('sealed', known.id = move_id and known.role = 'source', 'why', 'moved');
  end if;
  if exists (select from __SCHEMA__.worker where expires_at > moment) then
    return json_build_object('sealed', false, 'why', 'workers');
  end if;
  select count(*), max(lease_expires_at) into running, until from __SCHEMA__.run where state = 'running';
  if running > 0 then
    return json_build_object(
      'sealed', false, 'why', 'running', 'runs', running,
      'untilMs', greatest(0, ceil(extract(epoch from until - moment) * 1000))
    );
  end if;
  insert into __SCHEMA__.move (id, role, state, peer) values (move_id, 'source', 'under-way', move_peer);
  perform __SCHEMA__.set_seal(true);
  return json_build_object('sealed', true);
end
$$;

-- Marks an empty store as the target of a move.
create function __SCHEMA__.receive_for(move_id uuid, move_peer text, moment timestamptz) returns json language plpgsql as $$
declare
  known __SCHEMA__.move;
begin
  lock table __SCHEMA__.worker, __SCHEMA__.run in share row exclusive mode;
  select * into known from __SCHEMA__.move;
  if found then
    return json_build_object('ready', known.id = move_id and known.role = 'target', 'why', 'moved');
  end if;
  if exists (select from __SCHEMA__.worker where expires_at > moment) then
    return json_build_object('ready', false, 'why', 'workers');
  end if;
  if exists (select from __SCHEMA__.run) or exists (select from __SCHEMA__.run_history)
     or exists (select from __SCHEMA__.schedule) or exists (select from __SCHEMA__.job_state)
     or exists (select from __SCHEMA__.pause) then
    return json_build_object('ready', false, 'why', 'not-empty');
  end if;
  insert into __SCHEMA__.move (id, role, state, peer) values (move_id, 'target', 'under-way', move_peer);
  return json_build_object('ready', true);
end
$$;
`}];async function Dd(t,e,n){let r=Nd(await Pd(t,e),e);if(r.length!==0){if(!n)throw Ks(e,`lacks ${r.map(({name:o})=>o).join(", ")}; open the store once with migrate: true, or apply it by hand`);await t.transaction(async o=>{await o.run("select pg_advisory_xact_lock(hashtextextended($1::text, 0))::text as answer",[`nightshift:${e}`],"engine");let s=await Pd(o,e);s.length===0&&await o.script(yw(e,await $d(o,pw,e)));for(let i of Nd(s,e))await o.script(i.sql.replaceAll("__SCHEMA__",()=>X(e))),await o.run(`insert into ${X(e)}.migration (version, name, checksum) values ($1::int, $2::text, $3::text) returning name as answer`,[i.version,i.name,i.checksum],"engine")})}}function Nd(t,e){let n=new Map(t.map(o=>[o.version,o]));for(let{version:o,name:s,checksum:i}of lo){let a=n.get(o);if(a!==void 0&&a.checksum!==i)throw Ks(e,`has migration ${a.name} with other content than this library's ${s}; was it changed by hand, or made by an unreleased version?`)}let r=t.filter(({version:o})=>!lo.some(s=>s.version===o));if(r.length>0)throw Ks(e,`has ${r.map(({name:o})=>o).join(", ")}, which this library does not know; update @nightshift/adapters-postgres`);return lo.filter(({version:o})=>!n.has(o))}var hw=`
  select (count(*) > 0)::text as answer
    from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
   where nspname = $1::text and relname = 'migration'`,pw="select (count(*) > 0)::text as answer from pg_catalog.pg_namespace where nspname = $1::text";async function Pd(t,e){if(!await $d(t,hw,e))return[];let n=`${X(e)}.migration`;return(await t.run(`select row_to_json(migration)::text as answer from ${n} order by version`,[],"engine")).map(o=>JSON.parse(o))}async function $d(t,e,n){let[r]=await t.run(e,[n],"engine");return r==="true"}function yw(t,e){let n=X(t);return`${e?"":`create schema ${n};`}
    create table ${n}.migration (
      version int primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default statement_timestamp()
    );`}function Ks(t,e){return new c("MIGRATION_DRIFT",`Schema "${t}" ${e}`)}import{setTimeout as gw}from"timers/promises";var ww="40001",_w="40P01",bw="NS001",kw=6,Sw=/^(08|53300$|57P0[1-5]$|E(CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|NOTFOUND|PIPE|TIMEDOUT)$|EAI_AGAIN$|CONNECTION_(CLOSED|ENDED|DESTROYED)$|CONNECT_TIMEOUT$)/,xw=/^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;function Qs(t){return t instanceof c||!(t instanceof Error)?t:Sw.test(cn(t))||xw.test(t.message)?new c("STORE_UNREACHABLE",`PostgreSQL cannot be reached: ${Ew(t)}`,{cause:t}):cn(t)===bw?Rr(JSON.parse(t.message)):cn(t)==="23505"&&vw(t)==="run_pkey"?new c("INVALID_OPTION","a run with this id exists already; give every run an id of its own",{cause:t}):t}async function Xs(t){for(let e=1;;e++)try{return await t()}catch(n){let r=cn(n);if(e===kw||r!==ww&&r!==_w)throw n;await gw(5*2**e)}}function cn(t){return t instanceof Error&&"code"in t&&typeof t.code=="string"?t.code:""}function vw(t){return Reflect.get(t,"constraint")??Reflect.get(t,"constraint_name")}function Ew(t){return t.message===""?cn(t):t.message}var uo=class{connection;channel;#e;#t=new Map;#n=new Set;#r="new";#o=null;constructor(e,n){this.connection=e,this.#e=n,this.channel=n.notifications?`nightshift_${n.schema.toLowerCase()}`:null}now(){let{clock:e}=this.#e;return e===null?null:new Date(e.now()).toISOString()}async open(){if(this.#r!=="open"){this.#o??=this.#i();try{await this.#o}finally{this.#o=null}}}async close(){this.#r="closed",await Promise.allSettled(this.#n),await this.connection.close()}async listen(e,n){return this.#l(),this.#a(this.connection.listen(e,n))}async askOne(e,n,r){let[o]=await this.ask(e,n,r);if(o===void 0)throw new Error(`The statement ${e} gave no row`);return o}async notify(e,n){await this.ask("notify",[e,n],{lane:"engine"})}async ask(e,n,{lane:r,tx:o}){this.#l();let s=this.text(e),i=o===void 0?Xs(()=>this.connection.run(s,n,r)):Ed(o,this.connection).run(s,n,r);return(await this.#a(i)).map(l=>JSON.parse(l))}async together(e){this.#l(),await this.#a(this.connection.transaction(n=>e((r,o)=>n.run(this.text(r),o,"caller"))))}async#i(){let{schema:e,migrate:n}=this.#e;try{await this.connection.open(),await Xs(()=>Dd(this.connection,e,n)),this.connection.exclusive&&await this.#s()}catch(r){throw await this.connection.close(),Qs(r)}this.#r="open"}async#s(){let[e]=await this.connection.run(this.text("moveMark"),[],"engine");e===void 0&&await this.connection.run(this.text("expireLeases"),[this.now()],"engine")}async#a(e){this.#n.add(e);try{return await e}catch(n){throw Qs(n)}finally{this.#n.delete(e)}}#l(){if(this.#r==="open")return;let e=this.#r==="new"?"is not open yet: call open() first":"is closed";throw new c("STORE_CLOSED",`The ${this.connection.name} store ${e}`)}text(e){let n=this.#t.get(e);if(n!==void 0)return n;let r=Cd[e].replaceAll("__SCHEMA__",()=>X(this.#e.schema));return this.#t.set(e,r),r}};function N(t){return Ld(t).replaceAll("\0","\u2400")}var co=1e3,Rw=600,jw=/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;function It(t){if(!x(t.id))throw new c("INVALID_OPTION",`run ${JSON.stringify(t.id)}: expected a UUID as id`);for(let e of["job","queue","group","key","limitKey","flowId","retryOf"]){let n=t[e],r=e==="limitKey"?Rw:co;n!==null&&Fe(`run ${t.id}: ${e}`,n,r)}}function Fe(t,e,n=co){let r=qd(e,n);if(r!==null)throw new c("INVALID_INPUT",`${t}: ${r}, which PostgreSQL cannot store; received ${JSON.stringify(e.slice(0,100))}`)}function et(t){return qd(t,co)===null}var Mw="-".repeat(co+1);function W(t){return et(t)?t:Mw}function x(t){return jw.test(t)}function qd(t,e){if(t.includes("\0"))return"has a NUL character";if(Ld(t)!==t)return"has half a surrogate pair";let n=Buffer.byteLength(t);return n>e?`has ${n} bytes, more than ${e}`:null}function Ld(t){return t.toWellFormed()}function V(t){return`{${t.map(e=>`"${e.replace(/["\\]/g,"\\$&")}"`).join(",")}}`}function mn(t){return t===void 0?null:V(t)}var Aw=Date.UTC(0,0,1);function fe(t){return Math.max(t.getTime(),Aw)}function $(t){let e=t.indexOf("-");return new Date(e>4?`+${t.padStart(t.length+6-e,"0")}`:t)}function Je(t){return t===null?null:$(t)}function mo(t){return{async pause(e,{by:n,message:r}){let{kind:o,name:s}=Hd(e);Fe(`pause of ${o}`,s);let i=[N(n),r===void 0?null:N(r)];await t.ask("pause",[t.now(),o,s,...i],{lane:"caller"})},async resume(e){let{kind:n,name:r}=Hd(e);return et(r)?(await t.ask("resume",[n,r,t.channel],{lane:"caller"})).length>0:!1},async paused(){return(await t.ask("paused",[],{lane:"caller"})).map(Tw)},async opensInMs(e){let n=await t.ask("opensIn",[t.now(),JSON.stringify(Ow(e))],{lane:"caller"}),r=new Map(n.map(({ordinal:o,opensInMs:s})=>[o,s]));return e.map((o,s)=>{let i=r.get(s)??0;return i>0?i:null})},async nextOpeningMs(e,n){let r=V(e.filter(et));return t.askOne("nextOpening",[t.now(),r,ei(n)],{lane:"engine"})}}}function ei(t){let e=t.filter(({name:n})=>et(n));return JSON.stringify(Object.fromEntries(e.map(n=>[`${n.scope} ${n.name}`,n])))}function Ow(t){return t.flatMap(({rule:e,key:n=""},r)=>et(e.name)&&et(n)?[{ordinal:r,scope:e.scope,name:e.name,key:e.scope==="key"?n:"",rule:e}]:[])}function Hd(t){return"queue"in t?{kind:"queue",name:t.queue}:{kind:"job",name:t.job}}function Tw({kind:t,name:e,by:n,message:r,at:o}){return{...t==="queue"?{queue:e}:{job:e},by:n,...r!==null&&{message:r},at:$(o)}}function he(t){return{id:t.id,job:t.job,queue:t.queue,group:t.group_name,state:t.state,input:t.input,version:t.version,output:t.output??null,error:t.error??null,priority:t.priority,attempt:t.attempt,maxAttempts:t.max_attempts,attempts:t.attempts.map(Iw),runAt:$(t.run_at),key:t.key,dedup:t.dedup,limitKey:t.limit_key,flowId:t.flow_id,trigger:t.trigger,retryOf:t.retry_of,spawnedBy:t.spawned_by,openChildren:t.open_children,scheduledFor:Je(t.scheduled_for),headers:t.headers,progress:t.progress,checkpoint:t.checkpoint,cancel:t.cancel,worker:t.worker,token:t.token,leaseExpiresAt:Je(t.lease_expires_at),createdAt:$(t.created_at),startedAt:Je(t.started_at),finishedAt:Je(t.finished_at??null)}}function Iw({attempt:t,worker:e,startedAt:n,endedAt:r,outcome:o,error:s}){return{attempt:t,worker:e,startedAt:$(n),endedAt:$(r),outcome:o,...s!==null&&{error:s}}}async function Fd(t,e){F("limit",e.limit),De("leaseMs",e.leaseMs);let{only:n}=e,r=[t.now(),N(e.worker),V(e.jobs.map(W)),mn(e.queues?.map(W)),e.limit,e.leaseMs,ei(e.limits??[])];return(n===void 0?await t.ask("claim",r,{lane:"engine"}):await t.ask("claimOnly",[...r,...Cw(n)],{lane:"engine"})).map(he)}function Cw({runIds:t=[],flowId:e}){return[V(t.filter(x)),e===void 0?null:W(e)]}async function Jd(t,e){F("limit",e.limit),De("leaseMs",e.leaseMs),t.connection.exclusive&&await Nw();let{runs:n,nextExpiryMs:r}=await t.askOne("reap",[t.now(),e.limit,e.leaseMs],{lane:"engine"});return{runs:n.map(he),nextExpiryMs:r}}function Nw(){return new Promise(t=>setImmediate(t))}function M(t){return JSON.stringify(t)??"null"}function q(t){return t==null?null:M(t)}var Pw=10;async function Wd(t,e,n){return St(e),e.forEach(It),e.some(({key:r,dedup:o})=>r!==null&&o!=="keep")?qw(t,e,n):Dw(t,e,n)}async function Dw(t,e,n){let r=Lw(e),o=new Map,s=[...r.values()];for(let i=Pw;s.length>0;i--){if(i===0)throw new c("STORE_UNREACHABLE","The keys of these runs keep changing hands; enqueue them again");let a=await $w(t,s,n);Ud(a.known);for(let{id:u,job:d,key:m}of a.kept)o.set(ti(d,m),u);let l=new Set(a.unsettled);s=s.filter(u=>l.has(u.id.toLowerCase()))}return e.map(i=>Hw(i,r,o))}async function $w(t,e,n){return t.askOne("enqueue",[t.now(),JSON.stringify(e.map(tt)),JSON.stringify(Vd(e)),n===void 0,t.channel],{lane:"caller",tx:n})}async function qw(t,e,n){let r=e.filter(({key:l})=>l===null),o=e.flatMap((l,u)=>l.key===null?[]:[{ordinal:u,max_wait_ms:l.maxWaitMs??null,...tt(l)}]),s=[r.map(tt),Vd(r),o].map(l=>JSON.stringify(l)),i=await t.askOne("enqueueKeyed",[t.now(),...s,t.channel],{lane:"caller",tx:n});Ud(i.known);let a=new Map(i.keyed.map(({place:l,runId:u,outcome:d})=>[l,{runId:u,outcome:d}]));return e.map(({id:l},u)=>a.get(u)??{runId:l,outcome:"created"})}function Vd(t){return t.flatMap(({id:e,parents:n})=>n.map(({runId:r,onFailure:o},s)=>({child:e,parent:r,on_failure:o,position:s})))}function tt(t){return{id:t.id,job:t.job,queue:t.queue,group_name:t.group??void 0,input:M(t.input),version:t.version,priority:t.priority,max_attempts:t.maxAttempts,run_at:t.runAt===void 0?void 0:fe(t.runAt),delay_ms:Math.max(0,t.delayMs??0),key:t.key??void 0,dedup:t.dedup,limit_key:t.limitKey??void 0,flow_id:t.flowId??void 0,trigger:t.trigger,retry_of:t.retryOf??void 0,scheduled_for:t.scheduledFor===null?void 0:fe(t.scheduledFor),headers:t.headers===null?void 0:M(t.headers),pending:t.parents.length}}function Lw(t){let e=new Map;for(let n of t){let r=n.key===null?n.id:ti(n.job,n.key);e.has(r)||e.set(r,n)}return e}function Hw(t,e,n){if(t.key===null)return{runId:t.id,outcome:"created"};let r=ti(t.job,t.key),o=n.get(r)??e.get(r)?.id??t.id;return{runId:o,outcome:o===t.id?"created":"kept"}}function Ud(t){if(t.length!==0)throw new c("INVALID_OPTION",`run ${t.join(", ")}: a run with this id exists already; give every run an id of its own`)}function ti(t,e){return JSON.stringify([t,e])}function zd(t){return{async get(e){let[n]=await t.ask("getState",[W(e)],{lane:"caller"});return n??null},async set(e,n,r){Fe("state of job",e),await t.ask("setState",[e,M(n)],{lane:"caller",tx:r?.tx})}}}var Fw=20;async function fo(t){for(let e=0;e<Fw;e++){let n=await t();if(n[0]?.late!==!0)return n}throw new c("STORE_UNREACHABLE","What depends on these runs keeps changing; try again")}async function Bd(t,e,n){De("leaseMs",n);let r=await t.ask("extend",[t.now(),JSON.stringify(Ww(e)),n],{lane:"renewal"});return Ct(e,r)}async function Gd(t,e){let n=await t.ask("cancelRequests",[V(e.filter(x))],{lane:"renewal"}),r=new Map(n.map(({id:o,cancel:s})=>[o,s]));return e.flatMap(o=>{let s=r.get(o.toLowerCase());return s===void 0?[]:[{runId:o,reason:s}]})}async function Zd(t,e){let n=e.filter(({lease:a})=>x(a.runId)),r=n.map(({lease:a,progress:l},u)=>({ordinal:u,...fn(a),progress:q(l)})),s=n.flatMap(({lease:a,logs:l=[]})=>l.map(({at:u,level:d,message:m,fields:f})=>({...fn(a),at:u.getTime(),level:d,message:N(m),fields:q(f)}))).map((a,l)=>({ordinal:l,...a})),i=await t.ask("report",[JSON.stringify(r),JSON.stringify(s)],{lane:"engine"});return Ct(e.map(({lease:a})=>a),i)}async function Yd(t,{lease:e,value:n,tx:r}){if(!x(e.runId))return ni;let o=await t.ask("checkpoint",[e.runId,String(e.token),M(n)],{lane:"caller",tx:r});return Ct([e],o)[0]}async function Kd(t,e,n){let r=e.map(({lease:o,state:s,output:i,error:a,cancel:l,attempt:u},d)=>({ordinal:d,...fn(o),state:s,output:q(i),error:q(a),cancel:q(l),outcome:u.outcome,attempt_error:q(u.error)}));return Xd(t,{statement:"settle",items:r,leases:e.map(({lease:o})=>o),tx:n})}async function Qd(t,e){for(let{delayMs:r}of e)$e("delayMs",r);let n=e.map(({lease:r,delayMs:o,spend:s,untilChildren:i=!1,closesWindow:a=!1,attempt:l},u)=>({ordinal:u,...fn(r),delay_ms:o,spend:s,until_children:i,closes_window:a,outcome:l.outcome,attempt_error:q(l.error)}));return Xd(t,{statement:"release",items:n,leases:e.map(({lease:r})=>r),tx:void 0})}async function Xd(t,{statement:e,items:n,leases:r,tx:o}){let s=JSON.stringify(n.filter(({id:l})=>x(l))),i=await fo(()=>t.ask(e,[t.now(),s,50,t.channel],{lane:"engine",tx:o})),a=new Set;return Ct(r,i).map((l,u)=>{let d=ec(r[u]);return a.has(d)?ni:(a.add(d),l)})}var ni={held:!1};function Ct(t,e){let n=new Map(e.map(({id:r,token:o,cancel:s})=>[`${r} ${o}`,s]));return t.map(r=>{let o=n.get(ec(r));return o===void 0?ni:{held:!0,cancel:o}})}function Ww(t){return t.filter(({runId:e})=>x(e)).map(fn)}function fn({runId:t,token:e}){return{id:t,token:e}}function ec({runId:t,token:e}){return`${t.toLowerCase()} ${e}`}async function tc(t,e,n){let r=[t.now(),V(e.filter(x)),M(n),t.channel],o=()=>fo(()=>t.ask("cancel",r,{lane:"caller"})),s=await o();s[0]?.missed===!0&&await o();let i=new Map(s.map(({id:a,answer:l})=>[a,l]));return e.map(a=>i.get(a.toLowerCase())??"unknown")}async function nc(t,e){F("limit",e);let n=await t.askOne("promote",[t.now(),e,t.channel],{lane:"engine"}),{promoted:r,nextDueMs:o}=n;return{promoted:r,nextDueMs:o}}async function rc(t,{olderThanMs:e,limit:n}){F("limit",n);for(let i of _e)$e(`olderThanMs.${i}`,e[i]);let{success:r,failed:o,cancelled:s}=e;return t.askOne("prune",[t.now(),r,o,s,n],{lane:"engine"})}var je={lane:"caller"};function sc(t){return{async get(e){let n=await t.ask("get",[V(e.filter(x))],je),r=new Map(n.map(o=>[o.id,o]));return e.flatMap(o=>{let s=r.get(o.toLowerCase());return s===void 0?[]:[he(s)]})},async list({states:e,...n},{limit:r,after:o}){if(F("limit",r),o!==void 0&&!x(o))throw ri(o);let s=await t.ask("list",[mn(e),...oc(n),o??null,r+1],je),i=s.slice(0,r).map(he);return{runs:i,next:s.length>r?i.at(-1)?.id??null:null}},async finished(e,{limit:n,after:r}){if(F("limit",n),r!==void 0&&!x(r))throw ri(r);let o=await t.ask("finished",[e.toISOString(),r??null,n+1],je),s=o.slice(0,n).map(he);return{runs:s,next:o.length>n?s.at(-1)?.id??null:null}},async counts(e){let n=await t.ask("counts",oc(e),je),r=[...Ee,..._e].map(o=>[o,0]);return Object.fromEntries([...r,...n.map(({state:o,runs:s})=>[o,s])])},async logs(e,{after:n,limit:r}){return x(e)?(await t.ask("logs",[e,String(n),r],je)).map(Uw):[]},async parents(e){return x(e)?t.ask("parents",[e],je):[]},async children(e,{after:n,limit:r}){if(F("limit",r),n!==void 0&&!x(n))throw ri(n);return x(e)?(await t.ask("children",[e,n??null,r],je)).map(he):[]},async flow(e){return(await t.ask("flow",[W(e)],je)).map(he)},async ahead(e){if(!x(e))return null;let[n]=await t.ask("ahead",[e],je);return n??null}}}var Vw="00000000-0000-0000-0000-000000000000";function oc(t){let{jobs:e,groups:n,queues:r,triggers:o,flowId:s,key:i,limitKey:a,spawnedBy:l}=t,u=l===void 0?null:x(l)?l:Vw,d=[e,n,r,o].map(f=>mn(f?.map(W))),m=[s,i,a].map(f=>f===void 0?null:W(f));return[...d,...m,u]}function ri(t){return new c("INVALID_OPTION",`after: expected the \`next\` of the page before, received ${JSON.stringify(t)}`)}function Uw({seq:t,at:e,level:n,message:r,fields:o}){return{seq:t,at:$(e),level:n,message:r,...o!=null&&{fields:o}}}function ho(t){return{async now(){let e=await t.askOne("now",[t.now()],{lane:"engine"});return $(e)},save:e=>zw(t,e),async remove(e){await t.ask("removeSchedules",[V(e.map(W))],{lane:"caller"})},async list(){return(await t.ask("listSchedules",[],{lane:"caller"})).map(ic)},async pause(e,n){return t.askOne("pauseSchedule",[t.now(),W(e),N(n)],{lane:"caller"})},async resume(e,n){return t.askOne("resumeSchedule",[W(e),fe(n)],{lane:"caller"})},async due({jobs:e,limit:n}){F("limit",n);let r=await t.askOne("dueSchedules",[t.now(),V(e.map(W)),n],{lane:"engine"});return{due:r.due.map(ic),nextDueMs:r.nextDueMs}},async advance({name:e,cron:n,timeZone:r,from:o,to:s,lastAt:i,runs:a}){St(a),a.forEach(It);let l=JSON.stringify(a.map((d,m)=>({...tt(d),place:m})));return(await t.askOne("advanceSchedule",[t.now(),e,n,r,fe(o),fe(s),fe(i),l,t.channel],{lane:"engine"})).advanced}}}async function zw(t,e){for(let{name:i,job:a}of e)Fe("schedule",i),Fe(`schedule ${i}: job`,a);let n=new Map(e.map(i=>[i.name,i])),r=JSON.stringify([...n.values()].map(Bw)),{taken:o}=await t.askOne("saveSchedules",[r],{lane:"caller"}),[s]=o;if(s!==void 0)throw an(s,n.get(s)?.origin??"stored")}function Bw(t){let{name:e,job:n,cron:r,timeZone:o,version:s,origin:i,missed:a,missedCap:l,graceMs:u,overlap:d}=t;return{name:e,job:n,cron:r,version:s,origin:i,missed:a,overlap:d,time_zone:o,input:M(t.input),missed_cap:l,grace_ms:u,next_at:fe(t.nextAt)}}function ic(t){return{name:t.name,job:t.job,cron:t.cron,timeZone:t.time_zone,input:t.input,version:t.version,origin:t.origin,missed:t.missed,missedCap:t.missed_cap,graceMs:t.grace_ms,overlap:t.overlap,nextAt:$(t.next_at),lastAt:Je(t.last_at),lastRunId:t.last_run_id,pausedAt:Je(t.paused_at),pausedBy:t.paused_by}}async function ac(t,e,n){Is(n),n.forEach(It);let r=JSON.stringify(n.map(tt)),o=await t.ask("spawn",[t.now(),x(e.runId)?e.runId:null,String(e.token),r,t.channel],{lane:"engine"});return Ct([e],o)[0]}var Gw={lane:"caller"};async function cc(t,e,n){switch(e){case"schedules":return dc((await ho(t).list()).map(xd));case"pauses":return dc((await mo(t).paused()).map(Yw));case"runs":{let{records:r,next:o}=await uc(t,"exportRuns",{...n,keyOf:({id:s})=>[s],width:1});return{records:r.map(s=>Sd(he(s),s.holds_key)),next:o}}default:return uc(t,lc[e].statement,{...n,...lc[e]})}}var lc={edges:{statement:"exportEdges",keyOf:({child:t,position:e})=>[t,e],width:2},logs:{statement:"exportLogs",keyOf:({runId:t,seq:e})=>[t,e],width:2},states:{statement:"exportStates",keyOf:({job:t})=>[t],width:1},windows:{statement:"exportWindows",keyOf:({scope:t,name:e,key:n})=>[t,e,n],width:3}};async function uc(t,e,{after:n,limit:r,keyOf:o,width:s}){let i=n===null?Array.from({length:s},()=>null):JSON.parse(n),a=await t.ask(e,[...i,r+1],Gw),l=a.slice(0,r),u=l.at(-1);return{records:l,next:a.length>r&&u!==void 0?JSON.stringify(o(u)):null}}function dc(t){return{records:t.map(Zw),next:null}}function Zw(t){return t}function Yw(t){return{..."queue"in t?{kind:"queue",name:t.queue}:{kind:"job",name:t.job},by:t.by,message:t.message??null,at:t.at.getTime()}}var fc={runs:{statement:"importRuns",toItem:t=>Kw(t)},edges:{statement:"importEdges",toItem:t=>t},logs:{statement:"importLogs",toItem:t=>e_(t)},schedules:{statement:"importSchedules",toItem:t=>t_(t)},states:{statement:"importStates",toItem:t=>n_(t)},pauses:{statement:"importPauses",toItem:t=>t},windows:{statement:"importWindows",toItem:t=>t}};function Kw(t){let{id:e,job:n,queue:r,state:o,version:s,priority:i,attempt:a,key:l,dedup:u,trigger:d,token:m}=t;return{id:e,job:n,queue:r,state:o,version:s,priority:i,attempt:a,key:l,dedup:u,trigger:d,token:m,group_name:t.group,max_attempts:t.maxAttempts,holds_key:t.holdsKey,limit_key:t.limitKey,flow_id:t.flowId,retry_of:t.retryOf,spawned_by:t.spawnedBy,open_children:t.openChildren,...Qw(t),...Xw(t)}}function Qw({input:t,output:e,error:n,headers:r,progress:o,checkpoint:s,cancel:i,attempts:a}){return{input:M(t),output:q(e),error:q(n),headers:q(r),progress:q(o),checkpoint:q(s),cancel:q(i),attempts_text:M(a.map(({startedAt:l,endedAt:u,...d})=>({...d,startedAt:new Date(l).toISOString(),endedAt:new Date(u).toISOString()})))}}function Xw({runAt:t,scheduledFor:e,createdAt:n,startedAt:r,finishedAt:o}){return{run_at:mc(t),scheduled_for:mc(e),created_at:n,started_at:r,finished_at:o}}function mc(t){return t===null?null:fe(new Date(t))}function e_({fields:t,message:e,...n}){return{...n,message:N(e),fields:q(t)}}function t_({input:t,...e}){return{...e,input:M(t)}}function n_({job:t,value:e}){return{job:t,value:M(e)}}var hn={lane:"caller"};function hc(t){let e=async()=>(await t.ask("moveMark",[],hn))[0]??null;return{mark:e,async seal({id:n,peer:r}){let o=await t.askOne("moveSeal",[t.now(),n,r],hn);return o.sealed||o.why!=="moved"?o:{sealed:!1,why:"moved",mark:await po(e)}},async unseal(n){return(await t.ask("moveUnseal",[n],hn)).length>0},async receive({id:n,peer:r}){let o=await t.askOne("moveReceive",[t.now(),n,r],hn);return o.ready?{ready:!0,mark:await po(e)}:o.why==="moved"?{ready:!1,why:"moved",mark:await po(e)}:o},export:(n,r)=>cc(t,n,r),async import(n,r,o){let i={...(await po(e)).cursors,[r]:o.next},{statement:a,toItem:l}=fc[r];await t.together(async u=>{if(o.records.length>0&&await u(a,[JSON.stringify(o.records.map(l))]),(await u("moveCursor",[n,M(i)])).length===0)throw r_(n)})},async finish(n){await t.ask("moveFinish",[n,t.channel],hn)}}}async function po(t){let e=await t();if(e!==null)return e;throw new c("INVALID_OPTION","The store is not part of a move any more: somebody ended it meanwhile.")}function r_(t){return new c("INVALID_OPTION",`This store is not the target of the move ${t}.`)}function pc(t){return{async beat(e,n){De("ttlMs",n),await t.ask("beat",[t.now(),JSON.stringify(o_(e)),n],{lane:"engine"})},async leave(e){await t.ask("leave",[N(e)],{lane:"engine"})},async live(){return(await t.ask("liveWorkers",[t.now()],{lane:"caller"})).map(s_)}}}function o_(t){let{id:e,host:n,jobs:r,queues:o}=t;return{...t,id:N(e),host:N(n),jobs:r.map(N),queues:o?.map(N)??null}}function s_(t){return{id:t.id,host:t.host,pid:t.pid,jobs:t.jobs,queues:t.queues,concurrency:t.concurrency,running:t.running,startedAt:$(t.started_at),beatAt:$(t.beat_at)}}function yc(t,e){let n=new uo(t,e),r=i_(n,e),o=n.channel===null?null:new io(n,n.channel);return{name:t.name,exclusive:t.exclusive,database:t.database,open:()=>n.open(),close:async()=>{await r?.close(),await o?.stop(),await n.close()},enqueue:(s,{tx:i}={})=>Wd(n,s,i),claim:s=>Fd(n,s),spawn:(s,i)=>ac(n,s,i),extend:(s,i)=>Bd(n,s,i),cancelRequests:s=>Gd(n,s),report:s=>Zd(n,s),checkpoint:(s,i,{tx:a}={})=>Yd(n,{lease:s,value:i,tx:a}),settle:(s,{tx:i}={})=>Kd(n,s,i),release:s=>Qd(n,s),cancel:(s,i)=>tc(n,s,i),promote:s=>nc(n,s),reap:s=>Jd(n,s),prune:s=>rc(n,s),read:sc(n),schedules:ho(n),workers:pc(n),state:zd(n),limits:mo(n),transfer:hc(n),...o!==null&&{notifications:o},...r!==null&&{renewal:r}}}function i_(t,{clock:e}){let{connection:n}=t;return n.threadAccess===void 0?null:new ao({access:()=>n.threadAccess?.()??{refused:"The store has no server"},statement:t.text("extend"),refused:e===null?null:"The store was given a clock, which no thread can read"})}var gc="The transaction was rolled back: a statement in it failed, and the error was caught inside the transaction. Let it reject.";async function yo(t,e){let n=await t.connect();n.on?.("error",_c);try{await n.query("begin");let r=await e(n),{command:o}=await n.query("commit");if(o==="ROLLBACK")throw new c("TX_UNSUPPORTED",gc);return wc(n),r}catch(r){throw await a_(n),r}}async function a_(t){try{await t.query("rollback"),wc(t)}catch{t.release(!0)}}function wc(t){t.off?.("error",_c),t.release()}function _c(){}import{createRequire as l_}from"module";function go(t,e){let n={};for(let[r,o]of Object.entries(e))if(o!==void 0){if(!u_(o))return{refused:`The connection option "${r}" has a function or an object that no thread can be given`};n[r]=o}return d_(t)?{driver:t,options:n}:{refused:`The package "${t}" is not installed where @nightshift/adapters-postgres finds it`}}function wo(t){if(typeof t!="object"||t===null)return t;let e=Reflect.get(t,"key");return e===void 0?t:{...t,key:e}}function u_(t){try{return structuredClone(t),!0}catch{return!1}}function d_(t){try{return l_(import.meta.url).resolve(t),!0}catch{return!1}}function bc(t){let e=t.options,{connectionString:n,application_name:r,client_encoding:o,connectionTimeoutMillis:s,enableChannelBinding:i}=e;if(e.Client!==void 0)return{refused:"The pool makes clients of a class of its own"};if(e.stream!==void 0)return{refused:"The pool connects by a stream of its own"};let a=c_(t,e);if(a===null)return{refused:"The pool does not let others make clients as it does"};let{host:l,port:u,user:d,database:m,password:f}=a;return go("pg",{connectionString:n,host:l,port:u,user:d,database:m,password:f,ssl:wo(e.ssl),options:e.options,application_name:r,client_encoding:o,connectionTimeoutMillis:s,enableChannelBinding:i})}function c_(t,e){let{Client:n}=t;if(n===void 0)return null;try{return new n({...e,password:e.password})}catch{return null}}import{Readable as m_}from"stream";import{pipeline as f_}from"stream/promises";function kc(t,e){return{query:async(n,r=[])=>(await(await t()).query(n,[...r])).rows,transaction:async n=>yo(await t(),r=>no(h_(r),o=>n(e(o))))}}function h_(t){return{query:async(e,n=[])=>(await t.query(e,[...n])).rows,copyIn:(e,n)=>p_(t,e,n)}}async function p_(t,e,n){let{from:r}=await import("pg-copy-streams"),o=y_(t,r(ro(e,"STDIN")));return await f_(m_.from(oo(n)),o),o.rowCount}function y_(t,e){return t.query.call(t,e)}import{setTimeout as g_}from"timers/promises";var Sc={first:100,most:1e4};async function xc(t,e,n){let r=new AbortController,o=await s();async function s(){let a=w_(t);a.on("notification",({payload:l})=>n.heard(l??"")),a.on("error",()=>{});try{await a.connect(),await a.query(`listen ${X(e)}`)}catch(l){throw await a.end().catch(()=>{}),l}return a.on("end",()=>{i()}),a}async function i(){for(let a=Sc.first;!r.signal.aborted;a=Math.min(a*2,Sc.most))try{return o=await s(),r.signal.aborted?await o.end():n.reconnected()}catch{await g_(a,void 0,{signal:r.signal,ref:!1}).catch(()=>{})}}return async()=>{r.abort(),await o.end()}}function w_(t){let{Client:e,options:n}=t;return new e({...n,password:n.password,keepAlive:!0,keepAliveInitialDelayMillis:3e4})}var pn=class{name="postgres";exclusive=!1;database;#e;#t;#n=null;#r={refused:"The store is not open"};#o=!1;constructor(e,n){this.#e=e,this.#t=n,this.database=kc(()=>this.#i(),r=>to(this,r))}async open(){this.#o=!1,await this.#i()}async close(){this.#o=!0;let e=this.#n;this.#n=null;let n=await e;this.#t?await n?.end():n?.off("error",vc)}async run(e,n,r){let o=await this.#i();return Re((await o.query(e,[...n])).rows)}async transaction(e){return yo(await this.#i(),n=>e({run:async(r,o)=>Re((await n.query(r,[...o])).rows),script:async r=>{await n.query(r)}}))}async listen(e,n){return xc(await this.#i(),e,n)}threadAccess(){return this.#r}async#i(){if(this.#o)throw new c("STORE_CLOSED","The postgres store is closed");this.#n??=this.#e().then(e=>(e.on("error",vc),this.#r=bc(e),e));try{return await this.#n}catch(e){throw this.#n=null,e}}};function vc(){}function Ec(t){let{options:e}=t;if(e===void 0)return{refused:"The instance does not tell its options"};if(e.socket!==void 0)return{refused:"The instance connects by a socket of its own"};let{host:n,port:r,path:o,database:s,user:i,pass:a,connection:l,connect_timeout:u,target_session_attrs:d}=e;return go("postgres",{host:n,port:r,path:o===!1?void 0:o,database:s,user:i,pass:a,ssl:wo(e.ssl),sslnegotiation:e.sslnegotiation??void 0,connection:l,connect_timeout:u,target_session_attrs:d??void 0})}import{Readable as __}from"stream";import{pipeline as b_}from"stream/promises";function Rc(t,e){return{query:(n,r)=>jc(t,n,r),transaction:n=>oi(t,r=>no(k_(r),o=>n(e(o))))}}async function oi(t,e){let n=[];return await t.begin(async r=>{n.push(await e(r))}),n[0]}function k_(t){return{query:(e,n)=>jc(t,e,n),copyIn:(e,n)=>S_(t,e,n)}}async function jc(t,e,n=[]){return[...await t.unsafe(e,[...n])]}async function S_(t,e,n){let r=t.unsafe(ro(e,"STDIN")),o=x_(r);o.catch(()=>{});let s=await r.writable(),i=0;async function*a(){for await(let l of oo(n))i+=v_(l),yield l}return await Promise.race([b_(__.from(a()),s),o]),i}function x_(t){return new Promise((e,n)=>{let r=t.reject?.bind(t);t.reject=o=>{r?.(o),n(o)}})}function v_(t){let e=0;for(let n=t.indexOf(10);n!==-1;n=t.indexOf(10,n+1))e++;return e}var _o=class{name="postgres";exclusive=!1;database;#e;constructor(e){this.#e=e,this.database=Rc(e,n=>to(this,n))}async open(){}async close(){}async run(e,n,r){return Re(await this.#e.unsafe(e,[...n]))}transaction(e){return oi(this.#e,n=>e({run:async(r,o)=>Re(await n.unsafe(r,[...o])),script:async r=>{await n.unsafe(r)}}))}async listen(e,n){let r=0,o=await this.#e.listen(e,s=>n.heard(s),()=>{++r>1&&n.reconnected()});return()=>o.unlisten()}threadAccess(){return Ec(this.#e)}};function Mc(t){let{schema:e="nightshift",migrate:n=!0,notifications:r=!0,clock:o}=t;return Rd(e),yc(E_(t),{schema:e,migrate:n,notifications:r,clock:o??null})}function E_(t){let e=["pool","sql","connectionString"].filter(r=>Reflect.get(t,r)!==void 0);if(e.length!==1)throw new c("INVALID_OPTION",`postgresStore: expected one of pool, sql and connectionString, received ${e.length===0?"none":e.join(" and ")}`);if("sql"in t)return new _o(t.sql);if("pool"in t)return new pn(()=>Promise.resolve(t.pool),!1);let n={connectionString:t.connectionString,allowExitOnIdle:!0};return new pn(async()=>new(await R_()).Pool(n),!0)}async function R_(){try{let{default:t}=await import("pg");return t}catch(t){throw new c("STORE_UNREACHABLE",'postgresStore({ connectionString }) connects with node-postgres, which is not installed: add the package "pg", or give a pool or sql of your own',{cause:t})}}export{kd as createJobs,El as defineJob,gl as fixed,Mc as postgresStore,Rl as requires};
