/** Numbers and clocks of the language that is spoken, as they are written where its reader lives. */

let locale = "en-US";
let formats = made();

function made() {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
  return {
    significant: number({ maximumSignificantDigits: 2 }),
    whole: number({ maximumFractionDigits: 0 }),
    percent: number({ style: "percent", maximumFractionDigits: 0 }),
  };
}

export const currentLocale = () => locale;

export function setLocale(next: string): void {
  locale = next;
  formats = made();
}

/** 1234.5 as "1,235". */
export const whole = (value: number): string => formats.whole.format(value);

/** Two significant figures. */
export const significant = (value: number): string => formats.significant.format(value);

/** So many decimals, zeros too. */
export function fixed(value: number, digits: number, style: "decimal" | "percent" = "decimal"): string {
  const options = { style, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale, options).format(value);
}

/** With a full stop at its end, but no second one after an abbreviation ("9 p.m."). */
export const sentence = (text: string): string => (text.endsWith(".") ? text : `${text}.`);

/** 0.25 as "25%", with a true minus. */
export const wholePercent = (share: number): string => formats.percent.format(share).replace("-", "\u2212");
