import type { ThemeConfig } from 'antd';

/** Every pair of these has a contrast of at least 4.5 : 1 (UX 1.3); lights are solid tags, because pale ones fail it. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0b5cad',
    colorLink: '#0b5cad',
    colorLinkHover: '#084a8c',
    colorSuccess: '#237804',
    colorWarning: '#ad4e00',
    colorError: '#a8071a',
    colorTextPlaceholder: '#6b7280',
    colorTextDescription: '#595959',
    colorTextTertiary: '#595959',
    colorBgLayout: '#f3f5f8',
    // Whoever asks the system for less motion gets none (WCAG 2.3.3).
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    borderRadius: 4,
    fontSize: 15,
    fontFamily: 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  },
  components: {
    Layout: { headerBg: '#0b3d73', headerHeight: 56, headerPadding: '0 24px' },
    Table: { headerBg: '#eef2f7', rowHoverBg: '#f2f7fd', rowSelectedBg: '#e8f1fb', rowSelectedHoverBg: '#dbe9f8' },
  },
};
