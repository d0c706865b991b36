document.title = 'xiezhi';
