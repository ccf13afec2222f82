/**
 * Two counts of incidents over spans of time: how many times as much, and within which range that is
 * known if chance alone spreads the counts.
 *
 * Given their sum, the first of two Poisson counts is binomial with p = r / (1 + r), r being the ratio
 * of the means (Przyborowski & Wilenski 1940, Homogeneity of results in testing samples from Poisson
 * series, Biometrika 31). The exact limits of p (Clopper & Pearson 1934) are beta quantiles, and give
 * those of r. They hold at least 95 times in 100, more often where counts are small. Counts may be sums
 * of shares: the beta distribution takes them as they are.
 */

export interface Ratio {
  /** First over second, each by its span; infinite over none. */
  times: number;
  lower: number;
  upper: number;
}

const TAIL = 0.025;

/** Logarithm of the gamma function (Lanczos 1964, g = 7), for x > 0. */
function lnGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const sum = terms.reduce((all, term, i) => all + term / (x + i), 0.99999999999980993);
  const t = x + 6.5;
  return 0.9189385332046727 + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The beta distribution's share below x, by Lentz's continued fraction (DLMF 8.17.22). */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction is quick below the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const tiny = 1e-300;
  const held = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / held(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 2000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / held(1 + term * d);
      c = held(1 + term / c);
      step = c * d;
      fraction *= step;
    }
    if (Math.abs(step - 1) < 1e-14) break;
  }
  const front = lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(front) * fraction) / a;
}

/** Below which p the beta distribution has the given share, as odds p / (1 - p), by halving. */
function betaOdds(share: number, a: number, b: number): number {
  let [low, high] = [-40, 40];
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (betaShare(1 / (1 + Math.exp(-middle)), a, b) < share) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** Ratios of pairs of counts over two spans, with the limits of their 95% intervals. */
export function ratios(first: ArrayLike<number>, second: ArrayLike<number>, [mine, other]: [number, number]): Ratio[] {
  return Array.from(first, (a, i) => {
    const b = second[i] ?? 0;
    const scale = other / mine;
    return {
      times: b > 0 ? (a / b) * scale : a > 0 ? Infinity : NaN,
      lower: a > 0 ? betaOdds(TAIL, a, b + 1) * scale : 0,
      upper: b > 0 ? betaOdds(1 - TAIL, a + 1, b) * scale : Infinity,
    };
  });
}

/** Of each pair whether the interval lies above one (1), below (-1), or holds it (0): the same as `ratios` tell, sooner. */
export function beyondChance(first: ArrayLike<number>, second: ArrayLike<number>, [mine, other]: [number, number]): number[] {
  const p = mine / (mine + other);
  return Array.from(first, (a, i) => {
    const b = second[i] ?? 0;
    if (a > 0 && betaShare(p, a, b + 1) < TAIL) return 1;
    return b > 0 && betaShare(1 - p, b, a + 1) < TAIL ? -1 : 0;
  });
}
