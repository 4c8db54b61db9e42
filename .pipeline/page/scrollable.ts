/** Code that is wider than its box can be reached and scrolled by keyboard; the rest is no stop for Tab. */
export function scrollable(list: HTMLElement): void {
  const boxes = [...list.querySelectorAll<HTMLElement>("pre")];
  // All measured before any is changed, so that the page is laid out once.
  const wide = boxes.map(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
  for (const [index, box] of boxes.entries()) {
    if (wide[index]) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
