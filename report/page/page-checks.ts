/** Texts that stand out from what is behind them less than WCAG 2.2 asks (1.4.3), as an expression for the page. */
export const faintTexts = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(colour);
      if (alpha > 0) return colour;
    }
    return getComputedStyle(document.body).backgroundColor;
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
  return [...document.body.querySelectorAll('*')].filter((element) => hasText(element) && element.checkVisibility()).flatMap((element) => {
    const style = getComputedStyle(element);
    const colour = element instanceof SVGElement ? style.fill : style.color;
    const [low, high] = [luminance(colour), luminance(behind(element))].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    return contrast < 4.5 ? [element.tagName + ' ' + element.textContent.slice(0, 30) + ' ' + contrast.toFixed(2)] : [];
  });
})()`;

/**
 * Texts that reach beyond the window's sides, be it that the page scrolls there or a part of it, as an expression for the page.
 * What is drawn in a picture counts as well.
 */
export const cutOffTexts = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    if (text.data.trim() === '' || !text.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const isOutside = ({ left, right }) => left < -0.5 || right > innerWidth + 0.5;
    if ([...range.getClientRects()].some(isOutside)) found.push(text.parentElement.tagName + ' ' + text.data.trim().slice(0, 30));
  }
  return found;
})()`;
