import { createApp, h, ref } from 'vue';
import 'alignment-canvas';

const App = {
  setup() {
    const cards = ref(0);
    const count = (event) => { cards.value = event.target.map?.cards.length ?? 0; };
    return () => [
      h('p', { id: 'count' }, `Cards: ${cards.value}`),
      h('alignment-canvas', { style: { display: 'block', height: '40rem' }, onMapChange: count }),
    ];
  },
};

createApp(App).mount('#root');
