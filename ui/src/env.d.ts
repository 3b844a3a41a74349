declare module 'virtual:ground.css';
