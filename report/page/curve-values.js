/**
 * Shows, in all curves at once, the values of the step under the pointer, or of the step that the arrow keys went to. Curves that
 * are not pointed at show where their averages are now, as they were written.
 */

/** @typedef {{ first: number, last: number, left: number, right: number, top: number, bottom: number }} Plot */
/** @typedef {{ steps: number[], values: string[] }} Line */

/** @param {SVGSVGElement} svg */
function curveOf(svg) {
  const figure = /** @type {HTMLElement} */ (svg.closest('figure'));
  const readings = [...figure.querySelectorAll('.readings i')];
  const about = /** @type {HTMLElement} */ (figure.querySelector('.about'));
  return {
    svg,
    readings,
    about,
    /** @type {Plot} */
    plot: JSON.parse(svg.dataset['plot'] ?? ''),
    /** @type {Line[]} */
    lines: JSON.parse(svg.dataset['lines'] ?? ''),
    written: [about.textContent, ...readings.map(({ textContent }) => textContent)],
    cursor: svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path')),
  };
}

const curves = [...document.querySelectorAll('.curve svg')].map((svg) => curveOf(/** @type {SVGSVGElement} */ (svg)));
for (const { cursor } of curves) cursor.setAttribute('class', 'cursor');

/** @param {ReturnType<typeof curveOf>} curve @param {number} step */
function show({ svg, plot, lines, readings, about, cursor }, step) {
  const x = plot.left + ((step - plot.first + 0.5) / (plot.last - plot.first + 1)) * (plot.right - plot.left);
  cursor.setAttribute('d', `M${x} ${plot.top}V${plot.bottom}`);
  const stage = [...svg.querySelectorAll('g[data-stage]')].find(
    (band) => Number(band.getAttribute('data-first')) <= step && step <= Number(band.getAttribute('data-last')),
  );
  about.textContent = ['step ' + step, ...(stage ? [stage.getAttribute('data-stage')] : [])].join(', ');
  lines.forEach(({ steps, values }, index) => {
    const nearest = steps.reduce(
      (best, other, at) => (Math.abs(other - step) < Math.abs((steps[best] ?? Infinity) - step) ? at : best),
      0,
    );
    const reading = readings[index];
    if (reading) reading.textContent = values[nearest] ?? '';
  });
}

/** @param {ReturnType<typeof curveOf>} curve */
function leave({ readings, about, cursor, written }) {
  cursor.removeAttribute('d');
  [about, ...readings].forEach((element, index) => (element.textContent = written[index] ?? ''));
}

let at = 0;
/** @param {Plot} plot @param {number} step */
function goTo(plot, step) {
  at = Math.min(plot.last, Math.max(plot.first, step));
  for (const curve of curves) show(curve, at);
}
const leaveAll = () => curves.forEach(leave);

for (const { svg, plot } of curves) {
  /** @param {PointerEvent} event */
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    const share = (x - plot.left) / (plot.right - plot.left);
    goTo(plot, Math.floor(plot.first + share * (plot.last - plot.first + 1)));
  };
  svg.addEventListener('pointermove', point);
  svg.addEventListener('pointerdown', point);
  // A finger that is lifted leaves what it tapped.
  svg.addEventListener('pointerleave', ({ pointerType }) => pointerType !== 'touch' && leaveAll());
  svg.addEventListener('blur', leaveAll);
  svg.addEventListener('keydown', (event) => {
    const move = { ArrowRight: 1, ArrowLeft: -1, PageUp: -10, PageDown: 10 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    goTo(plot, at + move);
  });
}
